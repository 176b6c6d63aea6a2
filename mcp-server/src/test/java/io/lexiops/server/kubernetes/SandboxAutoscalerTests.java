package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An autoscaler has one state and two shapes: autoscaling/v1 and autoscaling/v2. */
class SandboxAutoscalerTests {

    private static final WriteOptions WRITE = new WriteOptions(false, "test");
    private static final Map<String, Object> CPU_70 = Map.of(
            "type",
            "Resource",
            "resource",
            Map.of("name", "cpu", "target", Map.of("type", "Utilization", "averageUtilization", 70L)));
    private static final Map<String, Object> MEMORY_60 = Map.of(
            "type",
            "Resource",
            "resource",
            Map.of("name", "memory", "target", Map.of("type", "Utilization", "averageUtilization", 60L)));

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final ResourceType v1 = kubernetes.type("hpa", "autoscaling/v1");
    private final ResourceType v2 = kubernetes.type("hpa", "autoscaling/v2");

    @Test
    void v2IsTheVersionThatTheServerPrefers() {
        assertThat(kubernetes.type("hpa", null)).isEqualTo(v2);
        assertThat(kubernetes.resourceTypes()).contains(v1, v2);
    }

    @Test
    void whatIsMadeAsV1IsReadAsV2() {
        kubernetes.create(v1, autoscaler(v1, Map.of("targetCPUUtilizationPercentage", 70L)), WRITE);

        assertThat(get(v2).at("spec", "metrics")).isEqualTo(List.of(CPU_70));
        assertThat(get(v2).mapAt("spec")).doesNotContainKey("targetCPUUtilizationPercentage");
        assertThat(get(v1).mapAt("spec"))
                .containsEntry("targetCPUUtilizationPercentage", 70L)
                .containsEntry("maxReplicas", 5L)
                .doesNotContainKey("metrics");
    }

    @Test
    void whatIsMadeAsV2IsReadAsV1AndNothingIsLostOnTheWayBack() {
        kubernetes.create(
                v2,
                autoscaler(
                        v2,
                        Map.of(
                                "metrics",
                                List.of(MEMORY_60, CPU_70),
                                "behavior",
                                Map.of("scaleDown", Map.of("stabilizationWindowSeconds", 30L)))),
                WRITE);
        var seen = get(v1);
        assertThat(seen.at("spec", "targetCPUUtilizationPercentage")).isEqualTo(70L);
        assertThat(seen.textAt("", "metadata", "annotations", "autoscaling.alpha.kubernetes.io/metrics"))
                .contains("memory");

        // Its controller may write the status in between.
        await().ignoreException(ToolFailed.class).untilAsserted(() -> {
            var changed = TreeDifference.copy(get(v1).content());
            TreeDifference.mapAt(changed, "spec").put("targetCPUUtilizationPercentage", 50L);
            kubernetes.replace(v1, new KubernetesObject(changed), WRITE);
        });

        var after = get(v2);
        assertThat(after.objectsAt("spec", "metrics"))
                .extracting(metric -> new KubernetesObject(metric).at("resource", "target", "averageUtilization"))
                .containsExactly(60L, 50L);
        assertThat(after.at("spec", "behavior", "scaleDown", "stabilizationWindowSeconds"))
                .isEqualTo(30L);
        assertThat(after.mapAt("metadata", "annotations")).isEmpty();
    }

    @Test
    void bothVersionsArePatchedAppliedListedAndDeleted() {
        kubernetes.apply(v1, autoscaler(v1, Map.of("targetCPUUtilizationPercentage", 80L)), false, WRITE);
        kubernetes.apply(v1, autoscaler(v1, Map.of("targetCPUUtilizationPercentage", 75L)), false, WRITE);
        assertThat(get(v1).at("spec", "targetCPUUtilizationPercentage")).isEqualTo(75L);

        kubernetes.patch(
                ref(v1), PatchType.MERGE, Map.of("spec", Map.of("targetCPUUtilizationPercentage", 70)), null, WRITE);
        assertThat(get(v2).at("spec", "metrics")).isEqualTo(List.of(CPU_70));
        for (var type : List.of(v1, v2)) {
            assertThat(kubernetes.list(ListQuery.all(type, "default")).items())
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.apiVersion()).isEqualTo(type.apiVersion());
                        assertThat(found.mapAt("spec").containsKey("metrics")).isEqualTo(type.equals(v2));
                    });
        }
        kubernetes.delete(ref(v1), null, null, "Background", WRITE);
        assertThat(kubernetes.find(ref(v2))).isEmpty();
    }

    @Test
    void theConditionsOfV2StandInAnAnnotationOfV1() {
        kubernetes.create(v1, autoscaler(v1, Map.of("targetCPUUtilizationPercentage", 70L)), WRITE);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !get(v2).objectsAt("status", "conditions").isEmpty());
        assertThat(get(v1).textAt("", "metadata", "annotations", "autoscaling.alpha.kubernetes.io/conditions"))
                .contains("AbleToScale");
        assertThat(get(v1).mapAt("status")).doesNotContainKey("conditions");
    }

    private KubernetesObject get(ResourceType type) {
        return kubernetes.get(ref(type));
    }

    private static ObjectRef ref(ResourceType type) {
        return new ObjectRef(type, "default", "web");
    }

    private static KubernetesObject autoscaler(ResourceType type, Map<String, Object> more) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("scaleTargetRef", Map.of("apiVersion", "apps/v1", "kind", "Deployment", "name", "web"));
        spec.put("minReplicas", 2L);
        spec.put("maxReplicas", 5L);
        spec.putAll(more);
        return new KubernetesObject(Map.of(
                "apiVersion",
                type.apiVersion(),
                "kind",
                "HorizontalPodAutoscaler",
                "metadata",
                Map.of("name", "web", "namespace", "default"),
                "spec",
                spec));
    }
}
