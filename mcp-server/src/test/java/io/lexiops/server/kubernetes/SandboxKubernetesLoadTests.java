package io.lexiops.server.kubernetes;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A sanity check, not a benchmark: five hundred pods are no trouble. */
class SandboxKubernetesLoadTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Test
    void fiveHundredPodsAreStartedAndListed() {
        var api = RawApi.of(sandbox.kubeconfig());
        for (int i = 3; i <= 6; i++) {
            sandbox.install("""
                    apiVersion: v1
                    kind: Node
                    metadata: {name: node-%d}
                    status: {allocatable: {cpu: "8", memory: 16Gi, pods: "110"}, capacity: {cpu: "8", memory: 16Gi, pods: "110"}}
                    """.formatted(i));
        }
        var deployments = "/apis/apps/v1/namespaces/default/deployments";
        var text = KubernetesContract.deploymentText("many", 500, "registry.test/nginx:1.22", "");
        assertThat(api.post(deployments, KubernetesContract.yaml(text)).code()).isEqualTo(201);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(api.get(deployments + "/many").body().numberAt(0, "status", "readyReplicas"))
                                .isEqualTo(500));
        long begin = System.nanoTime();
        var pods = api.get("/api/v1/namespaces/default/pods").body().objectsAt("items");
        var took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(pods).hasSize(500);
        assertThat(took).isLessThan(Duration.ofSeconds(3));
        api.delete(deployments + "/many", Map.of("propagationPolicy", "Background"));
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(api.get("/api/v1/namespaces/default/pods")
                                .body()
                                .objectsAt("items"))
                        .isEmpty());
    }
}
