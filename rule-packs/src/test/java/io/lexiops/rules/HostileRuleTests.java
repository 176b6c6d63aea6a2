package io.lexiops.rules;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Whoever may push a rule may write anything into it. */
class HostileRuleTests {

    private static final RulePacks BUILT_IN = RulePacks.builtIn();

    private static final Duration A_WHILE = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private String problemsOf(String guard) {
        var packs = new PackDirectory(temp).pack("ours").write("ours/guards/frozen.yaml", guard);
        return assertTimeoutPreemptively(A_WHILE, () -> packs.problems(BUILT_IN));
    }

    private String problemsOfCondition(String condition) {
        return problemsOf(
                PackDirectory.GUARD.replace("target.name == \"frozen\"", "'" + condition.replace("'", "''") + "'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['xxxxxxxxxxxxxxxx']#.map(s, s + s)#.size() == 0",
                "[['x']]#.map(s, [s, s])#.size() == 0",
                "optional.of('xxxxxxxx')#.optMap(s, s + s)#.hasValue()",
                "'aaaaaaaaaa'#.replace('a', 'aaaaaaaaaa')#.size() == 0"
            })
    void whatWouldGrowWithoutLimitIsRefused(String chain) {
        var parts = chain.split("#", -1);

        assertThat(problemsOfCondition(parts[0] + parts[1].repeat(30) + parts[2]))
                .isNotEmpty();
    }

    @Test
    void loopsEnd() {
        var ten = "[0,1,2,3,4,5,6,7,8,9]";
        var loops = (ten + ".all(x, ").repeat(9) + "true" + ")".repeat(9);

        assertThat(problemsOfCondition(loops)).contains("cannot be evaluated: Iteration budget exceeded");
    }

    @Test
    void aRegularExpressionTakesNoLongerThanItsText() {
        assertThat(problemsOfCondition("'" + "a".repeat(1_000) + "!'.matches('(a+)+$')"))
                .doesNotContain("budget");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "!(", "{1:", "-(", "a.b.c(", "x ? ("})
    void depthIsLimited(String open) {
        assertThat(problemsOfCondition(open.repeat(700))).isNotEmpty();
    }

    @Test
    void lengthIsLimited() {
        assertThat(problemsOfCondition("target.name == '" + "x".repeat(5_000) + "'"))
                .contains("expression code point size exceeds limit");
    }

    @Test
    void nestedYamlIsRefusedBeforeATreeIsBuilt() {
        assertThat(problemsOf("guard: " + "[".repeat(100_000))).contains("is nested deeper than 30");
        assertThat(problemsOf("guard: " + "{a: ".repeat(50_000))).contains("is nested deeper than 30");
        assertThat(problemsOf("x: 1\n".repeat(40_000))).contains("holds more than");
        assertThat(problemsOf("x".repeat(300_000))).contains("is longer than 256000 characters");
    }

    /** Never anything but loaded or refused, and always soon. */
    @Test
    void damagedRulesAreLoadedOrRefused() {
        var random = new Random(20261124);
        var originals = new String[] {PackDirectory.GUARD, PackDirectory.CAUSE};
        var folders = new String[] {"ours/guards/frozen.yaml", "ours/causes/image-tag-missing.yaml"};
        for (int i = 0; i < 500; i++) {
            int which = i % 2;
            var damaged = damaged(originals[which], random);
            var packs = new PackDirectory(temp.resolve("" + which)).pack("ours").write(folders[which], damaged);
            assertThatCode(() -> {
                        try {
                            packs.above(BUILT_IN);
                        } catch (RulePackRejected e) {
                            assertThat(e.errors())
                                    .isNotEmpty()
                                    .allSatisfy(
                                            error -> assertThat(error.file()).isEqualTo(folders[which]));
                        }
                    })
                    .as("run %d:%n%s", i, damaged)
                    .doesNotThrowAnyException();
        }
    }

    private static String damaged(String text, Random random) {
        var pieces = new String[] {
            "{{",
            "}}",
            "\"",
            "'",
            "\t",
            ":",
            "- ",
            "&a ",
            "*a",
            "!!int ",
            "|",
            ">-",
            "[",
            "]",
            "{",
            "}",
            "\n",
            "\0",
            "\u00e9",
            "\u202E",
            "has(",
            ")",
            ".map(x, x + x)",
            "? :",
            "null",
            "1e999",
            "99999999999999999999",
            "~",
            "#",
            "%",
            "---\n",
            "true",
            "it.it.it",
            "facts[it]",
            "in",
            "new",
            "dyn(1)",
            "optional.none()",
            ".?x",
            "[?0]",
            "b'\\xff'",
            "\\"
        };
        var damaged = new StringBuilder(text);
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, pieces[random.nextInt(pieces.length)]);
                case 2 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(40)));
                default -> {
                    int from = random.nextInt(damaged.length());
                    damaged.insert(at, damaged.substring(from, Math.min(damaged.length(), from + random.nextInt(30))));
                }
            }
            if (damaged.isEmpty()) {
                damaged.append('x');
            }
        }
        return damaged.toString();
    }
}
