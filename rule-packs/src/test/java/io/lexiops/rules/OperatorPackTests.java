package io.lexiops.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorPackTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn(on("2026-11-24"));

    @TempDir
    Path temp;

    private PackDirectory packs;

    private static Clock on(String day) {
        return Clock.fixed(Instant.parse(day + "T12:00:00Z"), ZoneOffset.UTC);
    }

    @BeforeEach
    void begin() {
        packs = new PackDirectory(temp);
    }

    private static GuardInput toZero() {
        return new GuardInput(
                Map.of("tool", "k8s_scale"),
                Map.of("kind", "Deployment", "name", "web"),
                "update",
                Map.of("spec", Map.of("replicas", 3)),
                Map.of("spec", Map.of("replicas", 0)),
                List.of(),
                Map.of(),
                Map.of());
    }

    @Test
    void aPackAddsRules() throws RulePackRejected {
        packs.pack("ours").write("ours/guards/frozen.yaml", PackDirectory.GUARD);

        var loaded = BUILT_IN.and(temp, "a".repeat(40));

        assertThat(loaded.judge(PackDirectory.update("ConfigMap", "frozen")))
                .containsExactly(new Finding("ours/frozen", Severity.APPROVAL, "frozen is frozen", "Wait."));
        assertThat(loaded.guards()).hasSize(BUILT_IN.guards().size() + 1);
        assertThat(loaded.versions()).extracting(PackVersion::name).containsExactly("core", "ours");
        assertThat(loaded.versions().getLast().commit()).isEqualTo("a".repeat(40));
        assertThat(loaded.digest()).isNotEqualTo(BUILT_IN.digest());
    }

    @Test
    void theDigestSaysWhatTheRulesSayAndNothingElse() throws RulePackRejected {
        packs.pack("ours").write("ours/guards/frozen.yaml", PackDirectory.GUARD);
        var one = BUILT_IN.and(temp, "a".repeat(40));
        packs.write("ours/README.md", "Why we have this.");
        var two = BUILT_IN.and(temp, "b".repeat(40));
        packs.write("ours/guards/frozen.yaml", PackDirectory.GUARD.replace("Wait.", "Wait a week."));
        var three = BUILT_IN.and(temp, "b".repeat(40));

        assertThat(two.digest()).isEqualTo(one.digest());
        assertThat(three.digest()).isNotEqualTo(one.digest());
    }

    @Test
    void aMutedGuardOnlyTells() throws RulePackRejected {
        packs.mute("ours", "core/replica-change", "2026-11-24");

        var findings = packs.above(BUILT_IN).judge(toZero());

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("core/replica-change");
            assertThat(finding.severity()).isEqualTo(Severity.NOTE);
            assertThat(finding.message())
                    .isEqualTo("muted until 2026-11-24 by jane (too strict for a test cluster):"
                            + " Deployment web would go from 3 to 0 replicas");
        });
        assertThat(packs.above(BUILT_IN).mutes()).extracting(Mute::rule).containsExactly("core/replica-change");
    }

    @Test
    void aMuteEndsByItself() throws RulePackRejected {
        packs.mute("ours", "core/replica-change", "2026-11-23");

        assertThat(packs.above(BUILT_IN).judge(toZero()))
                .extracting(Finding::severity)
                .containsExactly(Severity.APPROVAL);
        assertThat(packs.above(BUILT_IN).mutes()).isEmpty();
    }

    @Test
    void aMutedSignalIsNotThere() throws RulePackRejected {
        packs.mute("ours", "core/unknown-intent", "2027-01-01");

        assertThat(packs.above(BUILT_IN).signals())
                .hasSize(BUILT_IN.signals().size() - 1)
                .noneMatch(signal -> signal.id().equals("core/unknown-intent"));
    }

    @Test
    void aSafetyFloorCannotBeMuted() {
        packs.mute("ours", "core/system-namespace", "2027-01-01");

        assertThat(packs.problems(BUILT_IN))
                .isEqualTo("ours/pack.yaml:6:12: core/system-namespace is a safety floor and cannot be muted");
    }

    @Test
    void aMuteNamesItsOwnerReasonAndEnd() {
        packs.mute("ours", "core/replica-change", "soon");
        assertThat(packs.problems(BUILT_IN)).contains("must be a day such as 2027-01-31");

        packs.mute("ours", "core/replica-chang", "2027-01-01");
        assertThat(packs.problems(BUILT_IN)).endsWith("there is no rule core/replica-chang");

        packs.write("ours/pack.yaml", """
                name: ours
                version: "1"
                owner: we
                description: Ours.
                mutes:
                  - {rule: core/replica-change, until: 2027-01-01}
                """);
        assertThat(packs.problems(BUILT_IN)).isEqualTo("ours/pack.yaml:6:5: \"owner\" is missing");
    }

    @Test
    void aPackDoesNotMuteItself() {
        packs.mute("ours", "ours/frozen", "2027-01-01").write("ours/guards/frozen.yaml", PackDirectory.GUARD);

        assertThat(packs.problems(BUILT_IN)).endsWith("ours/frozen is a rule of this pack: change it itself");
    }

    @Test
    void aGuardCanBeMadeToWeighMoreButNotLess() throws RulePackRejected {
        var pack = """
                name: ours
                version: "1"
                owner: we
                description: Ours.
                tightens:
                  - {rule: core/replica-change, severity: %s, owner: jane, reason: payment must not stop}
                """;
        packs.write("ours/pack.yaml", pack.formatted("block"));
        assertThat(packs.above(BUILT_IN).judge(toZero()))
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCK);

        packs.write("ours/pack.yaml", pack.formatted("note"));
        assertThat(packs.problems(BUILT_IN)).isEqualTo("ours/pack.yaml:6:43: must weigh more than APPROVAL");
    }

    @Test
    void theDirectoryMayBeAPackItself() throws RulePackRejected {
        new PackDirectory(temp.resolve("ours")).write("x/guards/frozen.yaml", PackDirectory.GUARD);
        packs.write("ours/pack.yaml", "name: ours\nversion: 1\nowner: we\ndescription: Ours.\n")
                .write("ours/guards/frozen.yaml", PackDirectory.GUARD);
        packs.write("ours/x/guards/frozen.yaml", PackDirectory.GUARD);

        var single = new PackDirectory(temp.resolve("ours"));
        assertThat(single.problems(BUILT_IN)).startsWith("x/guards/frozen.yaml: lies in none of the folders");
    }

    @Test
    void examplesCanBeLookedAtOneByOne() throws RulePackRejected {
        packs.pack("ours")
                .write(
                        "ours/guards/frozen.yaml",
                        PackDirectory.GUARD.replace("target: {name: web}", "target: {name: frozen}"));

        assertThat(RulePacks.test(temp))
                .satisfiesExactly(first -> assertThat(first.passed()).isTrue(), second -> {
                    assertThat(second.passed()).isFalse();
                    assertThat(second.error())
                            .hasToString("ours/guards/frozen.yaml:10:5: example \"another\":"
                                    + " expected to pass, but is violated: frozen is frozen");
                });
    }
}
