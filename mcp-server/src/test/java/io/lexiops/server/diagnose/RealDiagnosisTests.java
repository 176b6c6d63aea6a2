package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.RealCluster;
import io.lexiops.server.kubernetes.RecordingCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Makes each fault on a real cluster, and asks that its cause is named and that the first fix heals it. */
@Tag("cluster-long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealDiagnosisTests {

    private static final WriteOptions WRITE = new WriteOptions(false, "test");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final Kubernetes kubernetes = RealCluster.kubernetes();
    private final RulePacks packs = RulePacks.builtIn();
    private final Diagnostician diagnostician = new Diagnostician(kubernetes, () -> packs, Clock.systemUTC());

    static Stream<Scenario> scenarios() {
        var only = System.getProperty("scenarios", "");
        return Scenario.read("/diagnose/scenarios.yaml").stream()
                .filter(scenario -> only.isEmpty() || List.of(only.split(",")).contains(scenario.name()));
    }

    @BeforeAll
    void everyFaultIsMadeAtOnce() {
        scenarios().forEach(scenario -> {
            var namespace = new KubernetesObject(
                    Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace(scenario))));
            kubernetes.create(kubernetes.type("namespace", null), namespace, WRITE);
            scenario.objects().forEach(object -> apply(scenario, object));
        });
    }

    @AfterAll
    void removeTheNamespaces() {
        scenarios()
                .forEach(scenario -> kubernetes.delete(
                        new ObjectRef(kubernetes.type("namespace", null), null, namespace(scenario)),
                        null,
                        null,
                        "Background",
                        WRITE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void namesTheCauseAndHealsIt(Scenario scenario) {
        if (!scenario.change().isEmpty()) {
            awaitHealthy(scenario);
            scenario.change().forEach(object -> apply(scenario, object));
        }
        if (scenario.causes().isEmpty()) {
            awaitHealthy(scenario);
            record(scenario);
            return;
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(rules(diagnose(scenario)))
                        .as(() -> String.join("\n", DiagnosisText.lines(diagnose(scenario))))
                        .containsExactlyElementsOf(scenario.causes()));
        record(scenario);
        var found = diagnose(scenario).causes().getFirst();
        assertThat(found.evidence()).isNotEmpty();
        if (scenario.fix().isEmpty()) {
            assertThat(found.fixes()).isEmpty();
            return;
        }
        assertThat(found.fixes().getFirst().name()).as(found.toString()).isEqualTo(scenario.fix());
        new FixRunner(kubernetes).run(found.fixes().getFirst());
        if (scenario.heals()) {
            awaitHealthy(scenario);
        }
    }

    /** Keeps what a diagnosis reads, for tests without a cluster: {@code -Drecord=src/test/resources/diagnose/recorded}. */
    private void record(Scenario scenario) {
        var directory = System.getProperty("record", "");
        if (directory.isEmpty()) {
            return;
        }
        var recording = new RecordingCluster(kubernetes);
        new Diagnostician(recording, () -> packs, Clock.systemUTC()).diagnose(inquiry(scenario), () -> false);
        var text = recording.recording(Instant.now()).replace(namespace(scenario), "shop");
        try {
            Files.writeString(Path.of(directory, scenario.name() + ".json"), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitHealthy(Scenario scenario) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(diagnose(scenario).healthy())
                        .as(() -> String.join("\n", DiagnosisText.lines(diagnose(scenario))))
                        .isTrue());
    }

    private Diagnosis diagnose(Scenario scenario) {
        return diagnostician.diagnose(inquiry(scenario), () -> false);
    }

    private Inquiry inquiry(Scenario scenario) {
        return scenario.inquiry(namespace(scenario));
    }

    private static List<String> rules(Diagnosis diagnosis) {
        return diagnosis.causes().stream().map(CauseMatch::rule).toList();
    }

    private void apply(Scenario scenario, KubernetesObject object) {
        var content = new LinkedHashMap<>(object.content());
        var metadata = new LinkedHashMap<>(object.mapAt("metadata"));
        metadata.put("namespace", namespace(scenario));
        content.put("metadata", metadata);
        kubernetes.apply(
                kubernetes.type(object.kind(), object.apiVersion()), new KubernetesObject(content), true, WRITE);
    }

    private String namespace(Scenario scenario) {
        return "diagnose-" + run + "-" + scenario.name();
    }
}
