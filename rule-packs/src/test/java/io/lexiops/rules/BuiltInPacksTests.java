package io.lexiops.rules;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BuiltInPacksTests {

    private static final RulePacks PACKS = RulePacks.builtIn();

    @Test
    void everyExampleOfEveryRulePasses() {
        assertThat(PACKS.examples()).hasSizeGreaterThan(10).allMatch(ExampleResult::passed);
    }

    @Test
    void theCorePackNamesItself() {
        assertThat(PACKS.versions()).singleElement().satisfies(version -> {
            assertThat(version.name()).isEqualTo("core");
            assertThat(version.commit()).isNull();
            assertThat(version.digest()).matches("sha256:[0-9a-f]{64}");
        });
    }

    @Test
    void aGuardObjectsInWordsForAnOperator() {
        var input = new GuardInput(
                Map.of("tool", "k8s_scale"),
                Map.of("kind", "Deployment", "namespace", "shop", "name", "web"),
                "update",
                Map.of("spec", Map.of("replicas", 3)),
                Map.of("spec", Map.of("replicas", 0)),
                List.of(),
                Map.of(),
                Map.of());

        assertThat(PACKS.judge(input))
                .containsExactly(new Finding(
                        "core/replica-change",
                        Severity.APPROVAL,
                        "Deployment web would go from 3 to 0 replicas",
                        "Ask for a smaller step, or have an approver confirm."));
    }
}
