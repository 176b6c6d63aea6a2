package io.lexiops.server.kubernetes;

import io.lexiops.server.access.TokenReviews;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whose token it is, as the API server tells it. */
class SandboxTokenReviewsTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @BeforeEach
    void accounts() {
        sandbox.install("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: deployer, namespace: default}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: server, namespace: default}
                """);
    }

    @Test
    void namesTheAccountAndItsGroups() {
        var subject = reviews(sandbox.kubeconfig()).review(token("copilot"), Set.of("other", "copilot"));
        assertThat(subject)
                .contains(new TokenReviews.Subject(
                        "system:serviceaccount:default:deployer",
                        Set.of("system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated")));
    }

    @Test
    void knowsNoTokenThatIsMeantForSomethingElse() {
        assertThat(reviews(sandbox.kubeconfig()).review(token("vault"), Set.of("copilot")))
                .isEmpty();
        assertThat(reviews(sandbox.kubeconfig()).review(sandbox.token("default", "deployer"), Set.of("copilot")))
                .isEmpty();
        assertThat(reviews(sandbox.kubeconfig()).review("a.b.c", Set.of("copilot")))
                .isEmpty();
    }

    @Test
    void failsWhereTheServerMayNotAskAndWorksWithTheRight() {
        var token = token("copilot");
        var server = reviews(sandbox.kubeconfig("default", "server"));
        assertThatThrownBy(() -> server.review(token, Set.of("copilot")))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageNotContaining(token);
        sandbox.install("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reviews}
                rules: [{apiGroups: [authentication.k8s.io], resources: [tokenreviews], verbs: [create]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: reviews}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reviews}
                subjects: [{kind: ServiceAccount, name: server, namespace: default}]
                """);
        assertThat(server.review(token, Set.of("copilot"))).isPresent();
    }

    @Test
    void failsWhereTheApiServerIsAway() {
        var kubeconfig = sandbox.kubeconfig();
        var token = token("copilot");
        sandbox.close();
        assertThatThrownBy(() -> reviews(kubeconfig).review(token, Set.of("copilot")))
                .isInstanceOf(ToolFailed.class)
                .hasMessageNotContaining(token);
    }

    private String token(String audience) {
        return sandbox.token("default", "deployer", audience, Duration.ofMinutes(10));
    }

    private static TokenReviews reviews(String kubeconfig) {
        return new ClientJavaTokenReviews(new ClusterAccess.Text(kubeconfig, "test"), Duration.ofSeconds(5));
    }
}
