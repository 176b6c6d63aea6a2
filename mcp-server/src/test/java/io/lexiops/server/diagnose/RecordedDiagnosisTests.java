package io.lexiops.server.diagnose;

import io.lexiops.rules.CauseMatch;
import io.lexiops.rules.Fix;
import io.lexiops.rules.RulePacks;
import io.lexiops.server.kubernetes.RecordedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The diagnosis of what a real API server answered while each fault was there. */
class RecordedDiagnosisTests {

    private static final RulePacks PACKS = RulePacks.builtIn();

    static Stream<Scenario> scenarios() {
        return Scenario.read("/diagnose/scenarios.yaml").stream()
                .filter(scenario -> RecordedDiagnosisTests.class.getResource(resource(scenario.name())) != null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void namesTheCauseAndTheFirstFix(Scenario scenario) {
        var diagnosis = diagnose(scenario, cluster(scenario.name()));
        assertThat(diagnosis.causes())
                .extracting(CauseMatch::rule)
                .as(String.join("\n", DiagnosisText.lines(diagnosis)))
                .containsExactlyElementsOf(scenario.causes());
        assertThat(diagnosis.healthy()).isEqualTo(scenario.causes().isEmpty());
        if (!scenario.causes().isEmpty()) {
            var fixes = diagnosis.causes().getFirst().fixes();
            assertThat(fixes.stream().map(Fix::name).findFirst().orElse("")).isEqualTo(scenario.fix());
        }
    }

    @Test
    void goesOnWithoutNodesAndSecretsAndSaysSo() {
        var scenario = scenario("image-tag-first");
        var narrow = cluster(scenario.name()).forbidding("nodes", "secrets");
        var diagnosis = diagnose(scenario, narrow);
        assertThat(diagnosis.causes()).extracting(CauseMatch::rule).containsExactly("core/image-tag-missing");
        assertThat(diagnosis.unchecked()).anySatisfy(what -> assertThat(what).startsWith("nodes: "));
        assertThat(diagnosis.unchecked()).anySatisfy(what -> assertThat(what).startsWith("secrets: "));
    }

    @Test
    void believesThePodAboutAMissingConfigMapThatItMayNotList() {
        var scenario = scenario("configmap-near");
        var narrow = cluster(scenario.name()).forbidding("configmaps");
        assertThat(diagnose(scenario, narrow).causes())
                .extracting(CauseMatch::rule)
                .containsExactly("core/configmap-missing");
    }

    private static Scenario scenario(String name) {
        return scenarios().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static Diagnosis diagnose(Scenario scenario, RecordedCluster cluster) {
        return new Diagnostician(cluster, () -> PACKS, Clock.fixed(cluster.at(), ZoneOffset.UTC))
                .diagnose(scenario.inquiry("shop"), () -> false);
    }

    private static String resource(String name) {
        return "/diagnose/recorded/" + name + ".json";
    }

    private static RecordedCluster cluster(String name) {
        try (var in = RecordedDiagnosisTests.class.getResourceAsStream(resource(name))) {
            assertThat(in).as("recording of " + name).isNotNull();
            return RecordedCluster.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
