package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A StatefulSet whose template was mended, but whose broken pod nobody has deleted. */
class StuckStatefulSetTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final RulePacks packs = RulePacks.builtIn();
    private final Diagnostician diagnostician = new Diagnostician(kubernetes, () -> packs, Clock.systemUTC());

    @Test
    void isBrokenAndNotOnItsWayThoughTheSetGoesBackToTheRevisionThatItHad() {
        apply("1.21", Map.of());
        await().atMost(PATIENCE).until(() -> diagnose().healthy());
        apply("9.9", Map.of());
        awaitCauses("core/image-tag-missing");
        apply("1.21", Map.of());

        awaitCauses("core/rollout-old-pod");
        assertThat(diagnose().progressing()).isFalse();
        assertThat(diagnose().causes().getFirst().says()).contains("db-0", "registry.test/nginx:9.9");
        new FixRunner(kubernetes).run(diagnose().causes().getFirst().fixes().getFirst());
        await().atMost(PATIENCE).until(() -> diagnose().healthy());
    }

    @Test
    void isBrokenTooIfItsPodsAreReplacedOnlyByHand() {
        var byHand = Map.<String, Object>of("updateStrategy", Map.of("type", "OnDelete"));
        apply("9.9", byHand);
        awaitCauses("core/image-tag-missing");
        apply("1.21", byHand);

        awaitCauses("core/rollout-old-pod");
        new FixRunner(kubernetes).run(diagnose().causes().getFirst().fixes().getFirst());
        await().atMost(PATIENCE).until(() -> diagnose().healthy());
    }

    private void awaitCauses(String... rules) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(diagnose().causes())
                        .extracting(CauseMatch::rule)
                        .containsExactly(rules));
    }

    private Diagnosis diagnose() {
        return diagnostician.diagnose(new Inquiry("default", null, null), () -> false);
    }

    private void apply(String version, Map<String, Object> more) {
        var labels = Map.of("app", "db");
        var container = Map.of("name", "db", "image", "registry.test/nginx:" + version);
        var spec = new LinkedHashMap<String, Object>();
        spec.put("serviceName", "db");
        spec.put("replicas", 1L);
        spec.put("selector", Map.of("matchLabels", labels));
        spec.put(
                "template",
                Map.of("metadata", Map.of("labels", labels), "spec", Map.of("containers", List.of(container))));
        spec.putAll(more);
        var set = Map.<String, Object>of(
                "apiVersion",
                "apps/v1",
                "kind",
                "StatefulSet",
                "metadata",
                Map.of("name", "db", "namespace", "default"),
                "spec",
                spec);
        kubernetes.apply(
                kubernetes.type("statefulsets", null),
                new KubernetesObject(set),
                true,
                new WriteOptions(false, "test"));
    }
}
