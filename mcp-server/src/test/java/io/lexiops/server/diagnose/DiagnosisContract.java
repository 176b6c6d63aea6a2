package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.RecordingCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Makes each fault on a cluster, and asks that its cause is named and that the first fix heals it. The faults wait for the
 * same clocks of the cluster, so several are made at a time, each in a namespace of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DiagnosisContract {

    private static final WriteOptions WRITE = new WriteOptions(false, "test");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    // More pods at once, and the kubelet begins to drop the events that a diagnosis reads.
    private static final int AT_A_TIME = 10;

    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final RulePacks packs = RulePacks.builtIn();
    private final ExecutorService players = Executors.newFixedThreadPool(AT_A_TIME);
    private final Map<String, Future<?>> played = new HashMap<>();
    private Kubernetes kubernetes;
    private Diagnostician diagnostician;

    abstract Kubernetes cluster();

    /** As the scenarios call it. */
    abstract String clusterName();

    Stream<Scenario> scenarios() {
        var only = System.getProperty("scenarios", "");
        return Scenario.read("/diagnose/scenarios.yaml").stream()
                .filter(scenario ->
                        scenario.clusters().isEmpty() || scenario.clusters().contains(clusterName()))
                .filter(scenario ->
                        only.isEmpty() || List.of(only.split(",", 100)).contains(scenario.name()));
    }

    @BeforeAll
    void playEveryScenario() {
        kubernetes = cluster();
        diagnostician = new Diagnostician(kubernetes, () -> packs, Clock.systemUTC());
        scenarios().forEach(scenario -> played.put(scenario.name(), players.submit(() -> play(scenario))));
    }

    @AfterAll
    void stopPlaying() {
        players.shutdownNow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void namesTheCauseAndHealsIt(Scenario scenario) throws Throwable {
        try {
            Objects.requireNonNull(played.get(scenario.name())).get();
        } catch (ExecutionException e) {
            if (!losesEvents()) {
                throw Objects.requireNonNull(e.getCause());
            }
            awaitTheOthers();
            play(scenario.again());
        }
    }

    /** Whether so many faults at once make the cluster drop events; what fails for that is played once more, alone. */
    boolean losesEvents() {
        return false;
    }

    private void awaitTheOthers() {
        played.values()
                .forEach(other -> await().atMost(PATIENCE.multipliedBy(2)).until(other::isDone));
    }

    private void play(Scenario scenario) {
        var namespaces = kubernetes.type("namespace", null);
        var namespace = Map.<String, Object>of(
                "apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace(scenario)));
        kubernetes.create(namespaces, new KubernetesObject(namespace), WRITE);
        try {
            scenario.objects().forEach(object -> applyToFreshNamespace(scenario, object));
            breakAndHeal(scenario);
        } finally {
            kubernetes.delete(new ObjectRef(namespaces, null, namespace(scenario)), null, null, "Background", WRITE);
        }
    }

    /** An older API server takes no pod before the namespace's account has its token. */
    private void applyToFreshNamespace(Scenario scenario, KubernetesObject object) {
        await().ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("No API token found"))
                .untilAsserted(() -> apply(scenario, object));
    }

    private void breakAndHeal(Scenario scenario) {
        if (!scenario.change().isEmpty()) {
            awaitHealthy(scenario);
            scenario.change().forEach(object -> apply(scenario, object));
        }
        if (scenario.causes().isEmpty()) {
            awaitHealthy(scenario);
            record(scenario);
            return;
        }
        var found = awaitCauses(scenario).causes().getFirst();
        assertThat(found.evidence()).isNotEmpty();
        if (scenario.fix().isEmpty()) {
            assertThat(found.fixes()).isEmpty();
            return;
        }
        assertThat(found.fixes()).as(found.toString()).isNotEmpty();
        assertThat(found.fixes().getFirst().name()).as(found.toString()).isEqualTo(scenario.fix());
        new FixRunner(kubernetes).run(found.fixes().getFirst());
        if (scenario.heals()) {
            awaitHealthy(scenario);
        }
    }

    private Diagnosis awaitCauses(Scenario scenario) {
        await().atMost(PATIENCE).pollInterval(BETWEEN_LOOKS).untilAsserted(() -> {
            var diagnosis = diagnose(scenario);
            assertThat(diagnosis.causes())
                    .extracting(CauseMatch::rule)
                    .as(String.join("\n", DiagnosisText.lines(diagnosis)))
                    .containsExactlyElementsOf(scenario.causes());
        });
        record(scenario);
        return diagnose(scenario);
    }

    private void awaitHealthy(Scenario scenario) {
        await().atMost(PATIENCE).pollInterval(BETWEEN_LOOKS).untilAsserted(() -> {
            var diagnosis = diagnose(scenario);
            assertThat(diagnosis.healthy())
                    .as(String.join("\n", DiagnosisText.lines(diagnosis)))
                    .isTrue();
        });
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

    private Diagnosis diagnose(Scenario scenario) {
        return diagnostician.diagnose(inquiry(scenario), () -> false);
    }

    private Inquiry inquiry(Scenario scenario) {
        return scenario.inquiry(namespace(scenario));
    }

    private void apply(Scenario scenario, KubernetesObject object) {
        var content = new LinkedHashMap<>(object.content());
        var metadata = new LinkedHashMap<>(object.mapAt("metadata"));
        metadata.put("namespace", namespace(scenario));
        content.put("metadata", metadata);
        // Each cluster has its own version of a kind.
        var type = kubernetes.type(object.kind(), null);
        content.put("apiVersion", type.apiVersion());
        kubernetes.apply(type, new KubernetesObject(content), true, WRITE);
    }

    private String namespace(Scenario scenario) {
        return "diagnose-" + run + "-" + scenario.name();
    }
}
