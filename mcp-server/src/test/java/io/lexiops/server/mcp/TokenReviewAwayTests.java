package io.lexiops.server.mcp;

import io.lexiops.server.access.TokenReviews;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody can review tokens: nobody comes in with one, and the client is told that it is not to blame. */
@Import(TokenReviewAwayTests.Away.class)
class TokenReviewAwayTests extends RunningServer {

    /** A cluster that does not answer. */
    static class Away {

        @Bean
        @Primary
        TokenReviews nobody() {
            return (_, _) -> {
                throw new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, "connection refused by 10.0.0.1", "");
            };
        }
    }

    @DynamicPropertySource
    static void review(DynamicPropertyRegistry settings) {
        settings.add("copilot.server.token-review.enabled", () -> "true");
        settings.add("copilot.server.token-review.access[0].user", () -> "system:serviceaccount:edge:deployer");
        settings.add("copilot.server.token-review.access[0].role", () -> "operator");
    }

    @Test
    void answersThatTokensCannotBeCheckedNow() {
        var token = TestCluster.sandbox().token("edge", "deployer", "devops-copilot", Duration.ofMinutes(10));
        var response = withToken(token).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(WireSession.object(WireClient.parse(response.body()), "error"))
                .containsEntry("code", -32000);
        assertThat(response.body()).doesNotContain("10.0.0.1");
        assertThat(as("planner").open().toolNames()).contains("status");
    }
}
