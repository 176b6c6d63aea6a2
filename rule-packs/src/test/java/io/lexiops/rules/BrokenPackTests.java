package io.lexiops.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BrokenPackTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn();

    @TempDir
    Path temp;

    private PackDirectory packs;

    @BeforeEach
    void begin() {
        packs = new PackDirectory(temp).pack("ours");
    }

    private String problemsOf(String guard) {
        return packs.write("ours/guards/frozen.yaml", guard).problems(BUILT_IN);
    }

    @Test
    void whatIsRightIsLoaded() {
        assertThat(problemsOf(PackDirectory.GUARD)).isEmpty();
        assertThat(packs.write("ours/causes/image-tag-missing.yaml", PackDirectory.CAUSE)
                        .problems(BUILT_IN))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    target.name == "frozen"     | target.nam == "frozen"       | 3:17: undefined field 'nam'
                    target.name == "frozen"     | target.name == 5             | 3:23: found no matching overload for '_==_' applied to '(string, int)'
                    target.name == "frozen"     | target.name ==               | 3:25: mismatched input '<EOF>'
                    target.name == "frozen"     | taget.name == "frozen"       | 3:11: undeclared reference to 'taget'
                    target.name == "frozen"     | target.name + "x"            | 3:11: must be a condition; this gives string
                    target.name == "frozen"     | 5                            | 3:11: must be an expression
                    severity: approval          | severity: serious            | 4:11: must be one of note, approval, two-person, block, not "serious"
                    severity: approval          | sevrity: approval            | 4:1: unknown key "sevrity"
                    severity: approval          | floor: false                 | 1:1: "severity" is missing
                    {{target.name}} is frozen   | {{target.nmae}} is frozen    | 5:16: undefined field 'nmae'
                    {{target.name}} is frozen   | Oh: {{target.nmae}} is       | 5:20: undefined field 'nmae'
                    {{target.name}} is frozen   | {{target.name is frozen      | 5:8: "{{" without "}}"
                    guard: frozen               | guard: other                 | 1:8: must be the name of the file
                    expect: pass                | expect: approval             | 9:3: at least one example must be violated and one must pass
                    expect: approval            | expect: block                | 9:79: this guard's severity is another
                    name: another, operation    | operation                    | 10:5: "name" is missing
                    target: {name: web}         | target: {name: frozen}       | 10:5: example "another": expected to pass, but is violated: frozen is frozen
                    says: frozen is frozen      | says: frozen is cold         | 9:5: example "the frozen one": expected to say "frozen is cold", but says "frozen is frozen"
                    operation: update, target: {name: frozen} | target: {name: frozen} | 9:5: example "the frozen one": expected to be violated, but passes
                    target: {name: web}         | targt: {name: web}           | 10:40: unknown key "targt"
                    remedy: Wait.               | why: Wait.                   | 7:1: the key "why" stands here twice
                    remedy: Wait.               | remedy: !!java.net.URL x     | 7:9: the tag tag:yaml.org,2002:java.net.URL is not allowed
                    remedy: Wait.               | remedy: [                    | 9:3: expected the node content
                    remedy: Wait.               | remedy: &a {x: 1}            | 7:9: must be a text
                    remedy: Wait.               | remedy: *a                   | 7:9: aliases (*name) are not allowed
                    why: It                     | why: ""                      | 6
                    """)
    void aWrongGuardIsRefusedWithItsPlace(String right, String wrong, String expected) {
        assertThat(problemsOf(PackDirectory.GUARD.replace(right, wrong)))
                .startsWith("ours/guards/frozen.yaml:" + expected);
    }

    @Test
    void anErrorInABlockOfTextIsFoundInItsLine() {
        var guard = PackDirectory.GUARD.replace(
                "violates: target.name == \"frozen\"",
                "violates: |\n  target.name == \"frozen\"\n  && target.nmae == \"x\"");

        assertThat(problemsOf(guard)).startsWith("ours/guards/frozen.yaml:5:12: undefined field 'nmae'");
    }

    @Test
    void allFilesAreLookedAtBeforeThePackIsRefused() {
        packs.write("ours/guards/a.yaml", "guard: a\n")
                .write("ours/guards/b.yaml", "- x\n")
                .write("ours/causes/c.yaml", "cause: [\n")
                .write("ours/signals/repeated.yaml", """
                        signal: repeated
                        kind: repeated_cause
                        cases: 1
                        window: 7d
                        why: x
                        examples: []
                        """);

        assertThat(packs.problems(BUILT_IN).lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("ours/guards/a.yaml:1:1: \"examples\" is missing"))
                .anyMatch(line -> line.startsWith("ours/guards/b.yaml:1:1: must be a mapping"))
                .anyMatch(line -> line.startsWith("ours/causes/c.yaml:2:1: "))
                .anyMatch(line -> line.startsWith("ours/signals/repeated.yaml:3:8: must be a whole number from 2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    for: waiting               | for: []                     | 3:6: must be a text
                    it.reason in               | itt.reason in               | 4:7: undeclared reference to 'itt'
                    rank: 90                   | rank: high                  | 7:7: must be a whole number
                    risk: low                  | risk: none                  | 14:11: must be one of low, medium, high
                    tool: k8s_rollout          | tol: k8s_rollout            | 11:5: unknown key "tol"
                    fixes: [previous-revision] | fixes: [restart]            | 17:5: example "the tag is not in the registry": expected the fixes [restart]
                    reason: ContainerCreating  | reason: ErrImagePull        | 22:5: example "still creating": cannot be evaluated: no target
                    web cannot pull web:9      | web can't pull web:9        | 17:5: example "the tag is not in the registry": expected to say
                    """)
    void aWrongCauseIsRefusedWithItsPlace(String right, String wrong, String expected) {
        var cause = PackDirectory.CAUSE.replace(right, wrong).replace("message: \"\"", "message: not found");
        packs.write("ours/causes/image-tag-missing.yaml", cause);

        assertThat(packs.problems(BUILT_IN)).startsWith("ours/causes/image-tag-missing.yaml:" + expected);
    }

    @Test
    void aPackNamesItself() {
        packs.write("other/guards/frozen.yaml", PackDirectory.GUARD);
        assertThat(packs.problems(BUILT_IN)).isEqualTo("other/pack.yaml: is missing: a pack names itself there");

        packs.write("other/pack.yaml", "name: another\nversion: 1\nowner: x\ndescription: x\n");
        assertThat(packs.problems(BUILT_IN)).startsWith("other/pack.yaml:1:7: must be the name of the folder");
    }

    @Test
    void aPackCannotTakeTheNameOfABuiltInOne() {
        packs.pack("core");

        assertThat(packs.problems(BUILT_IN)).isEqualTo("core/pack.yaml: there is a pack \"core\" already");
    }

    @Test
    void twoRulesCannotHaveOneId() {
        packs.write("ours/guards/frozen.yaml", PackDirectory.GUARD)
                .write(
                        "ours/causes/frozen.yaml",
                        PackDirectory.CAUSE.replace("cause: image-tag-missing", "cause: frozen"));

        assertThat(packs.problems(BUILT_IN)).contains("the id ours/frozen is taken by");
    }

    @Test
    void aRuleInNoFolderIsRefused() {
        packs.write("ours/gards/frozen.yaml", PackDirectory.GUARD)
                .write("ours/frozen.yaml", PackDirectory.GUARD)
                .write("frozen.yaml", PackDirectory.GUARD)
                .write("ours/guards/deeper/frozen.yaml", PackDirectory.GUARD);

        assertThat(packs.problems(BUILT_IN).lines())
                .containsExactly(
                        "frozen.yaml: belongs to no pack: a rule lies in PACK/guards/ or its like",
                        "ours/frozen.yaml: lies in none of the folders guards, intents, causes, signals",
                        "ours/gards/frozen.yaml: lies in none of the folders guards, intents, causes, signals",
                        "ours/guards/deeper/frozen.yaml: lies in none of the folders guards, intents, causes, signals");
    }

    @Test
    void whatIsNoRuleIsNotLookedAt() {
        packs.write("README.md", "# Ours").write("docs/x.md", "x").write(".github/x.yaml", "a: [");

        assertThat(packs.problems(BUILT_IN)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        Files.createDirectories(temp.resolve("ours/guards"));
        Files.write(temp.resolve("ours/guards/frozen.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});

        assertThat(packs.problems(BUILT_IN)).isEqualTo("ours/guards/frozen.yaml: is not UTF-8 text");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() {
        assertThat(new PackDirectory(temp.resolve("nowhere")).problems(BUILT_IN))
                .startsWith(".: the directory cannot be read");
    }
}
