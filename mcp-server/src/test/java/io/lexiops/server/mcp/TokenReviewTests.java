package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers with a token of a service account of the cluster. */
class TokenReviewTests extends RunningServer {

    private static final String OURS = "devops-copilot";

    @DynamicPropertySource
    static void review(DynamicPropertyRegistry settings) {
        settings.add("copilot.server.token-review.enabled", () -> "true");
        settings.add("copilot.server.token-review.access[0].user", () -> "system:serviceaccount:edge:deployer");
        settings.add("copilot.server.token-review.access[0].role", () -> "operator");
        settings.add("copilot.server.token-review.access[0].namespaces", () -> "edge");
        settings.add("copilot.server.token-review.access[1].group", () -> "system:serviceaccounts:edg*");
        settings.add("copilot.server.token-review.access[1].role", () -> "observer");
    }

    @Test
    void takesTheProjectedTokenOfAServiceAccount() {
        var session = withToken(token("edge", "deployer", OURS)).open();
        assertThat(WireSession.object(session.call("status", Map.of()), "structuredContent"))
                .containsEntry("identity", "kubernetes:system:serviceaccount:edge:deployer")
                .containsEntry("role", "operator");
        assertThat(WireSession.code(session.call("k8s_list", Map.of("kind", "pods", "namespace", "default"))))
                .isEqualTo("forbidden");
    }

    @Test
    void mapsAGroupToARole() {
        var session = withToken(token("edge", "viewer", OURS)).open();
        assertThat(session.toolNames()).contains("status").doesNotContain("test_write");
    }

    @Test
    void refusesATokenThatIsMeantForTheApiServerOrForAnother() {
        for (var audience : List.of("https://kubernetes.default.svc.cluster.local", "vault")) {
            var response = withToken(token("edge", "deployer", audience)).post(WireClient.initialize(Map.of()));
            assertThat(response.statusCode()).as(audience).isEqualTo(401);
        }
    }

    @Test
    void refusesATokenThatNobodyHasSigned() {
        var good = token("edge", "deployer", OURS);
        var forged = good.substring(0, good.lastIndexOf('.') + 1) + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assertThat(withToken(forged).post(WireClient.initialize(Map.of())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatHasExpired() {
        var expired = TestCluster.sandbox().token("edge", "deployer", OURS, Duration.ofSeconds(-5));
        var response = withToken(expired).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).contains("expired");
    }

    @Test
    void opensNothingToAnAccountThatNoRuleNames() {
        assertThat(withToken(token("default", "default", OURS))
                        .post(WireClient.initialize(Map.of()))
                        .statusCode())
                .isEqualTo(403);
    }

    private static String token(String namespace, String account, String audience) {
        Sandbox sandbox = TestCluster.sandbox();
        return sandbox.token(namespace, account, audience, Duration.ofMinutes(10));
    }
}
