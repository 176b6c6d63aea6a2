package io.lexiops.server.mcp;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** An issuer that does not answer: the server runs nevertheless, serves the others, and lets nobody in on a guess. */
class OAuthWithoutIssuerTests extends RunningServer {

    private static final TestIssuer ISSUER = new TestIssuer();

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry settings) {
        ISSUER.breakDown(true);
        settings.add("copilot.server.oauth.issuer", ISSUER::url);
        settings.add("copilot.server.oauth.audience", () -> TestIssuer.AUDIENCE);
    }

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @Test
    void saysThatTokensCannotBeCheckedNow() {
        var response = withToken(ISSUER.token("alice", "copilot:read")).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(WireSession.object(WireClient.parse(response.body()), "error"))
                .containsEntry("code", -32000);
        assertThat(response.body()).doesNotContain(ISSUER.url());
        var status = as("planner").open().call("status", Map.of());
        assertThat(String.valueOf(
                        WireSession.object(status, "structuredContent").get("authentication")))
                .contains("kind=tokens", "kind=oauth", "state=unavailable", "cannot be read");
    }
}
