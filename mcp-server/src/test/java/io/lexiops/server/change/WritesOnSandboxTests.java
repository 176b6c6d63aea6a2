package io.lexiops.server.change;

import io.lexiops.server.tool.ToolResult;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole way of a write: the server as it is started, its tools, its guards, and a cluster that behaves like one. */
class WritesOnSandboxTests extends SandboxServer {

    @Test
    void scalesAndGoesBack() {
        var scale = Map.<String, Object>of("namespace", "shop", "name", "cart", "replicas", 3L);
        var change = granted("k8s_scale", scale, "policy:test/auto");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(replicas()).isEqualTo(3L);
        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
        assertThat(replicas()).isEqualTo(2L);
    }

    @Test
    void makesAConfigMapAndTakesItAway() {
        var manifest = Map.<String, Object>of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "limits", "namespace", "shop"),
                "data",
                Map.of("max", "10"));
        var change = granted("k8s_apply", Map.of("manifest", manifest), "policy:test/auto");
        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(get("ConfigMap", "limits").toString()).contains("10");

        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
        assertThat(call("k8s_get", Map.of("kind", "ConfigMap", "name", "limits", "namespace", "shop"), ROUTER, null))
                .isInstanceOf(ToolResult.Failure.class);
    }

    @Test
    void whatWasDeletedIsMadeAgain() {
        var change = granted(
                "k8s_delete",
                Map.of("kind", "ConfigMap", "name", "catalog-settings", "namespace", "shop"),
                "user:alice");
        assertThat(outcome(change)).isEqualTo("CONVERGED");

        var undone = undo(change);

        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(get("ConfigMap", "catalog-settings")).isNotNull();
    }

    @Test
    void aSecretIsPatchedOnlyByAPersonAndNeverShown() {
        var patch = Map.<String, Object>of(
                "kind",
                "Secret",
                "name",
                "checkout-payments",
                "namespace",
                "shop",
                "patch",
                Map.of("stringData", Map.of("api-key", "brand-new-secret-4711")));

        assertThat(failure(granted("k8s_patch", patch, "policy:test/auto")).message())
                .contains("a person must allow");
        var change = granted("k8s_patch", patch, "user:alice");
        var undone = granted("change_undo", Map.of("id", id(change)), "user:alice");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(change.toString() + undone).doesNotContain("brand-new-secret-4711");
    }

    private Object replicas() {
        return Objects.requireNonNull(
                Json.part(get("Deployment", "cart").get("spec")).get("replicas"));
    }
}
