package io.lexiops.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators say, in {@code corpus.txt}: how much of it is understood, and that nothing is done that was not meant. */
class IntentCorpusTests {

    private static final double RIGHT = 0.95;

    private final IntentMatcher matcher = IntentMatcher.of(RulePacks.builtIn());

    @Test
    void understandsNearlyAllOfTheCorpusAndNeverWritesWhatWasNotMeant() throws IOException {
        assertThat(report("corpus.txt")).isGreaterThanOrEqualTo(RIGHT);
    }

    @Test
    void understandsWordsThatItsAuthorHadNotSeen() throws IOException {
        assertThat(report("corpus-unseen.txt")).isGreaterThanOrEqualTo(RIGHT);
    }

    @Test
    void understandsAThirdCorpusToo() throws IOException {
        assertThat(report("corpus-third.txt")).isGreaterThanOrEqualTo(RIGHT);
    }

    /** The share that is right; a write that was not meant fails at once. */
    private double report(String file) throws IOException {
        var wrong = new ArrayList<String>();
        var unsafe = new ArrayList<String>();
        var lines = lines(file);
        for (var line : lines) {
            var said = line.substring(0, line.lastIndexOf(" => "));
            var expected = line.substring(line.lastIndexOf(" => ") + 4).strip();
            var understanding = matcher.understand(said, ExampleWorld.SMALL_SHOP, List.of(), null);
            var got = Wording.of(understanding);
            if (!got.fits(expected)) {
                wrong.add("%s\n      expected %s\n      got      %s".formatted(said, expected, got.text()));
                if (got.writes()) {
                    unsafe.add(wrong.getLast());
                }
            }
        }
        System.out.printf(
                "corpus: %s: %d of %d right, %d writes that were not meant%n%s%n",
                file, lines.size() - wrong.size(), lines.size(), unsafe.size(), String.join("\n", wrong));
        assertThat(unsafe).isEmpty();
        return (double) (lines.size() - wrong.size()) / lines.size();
    }

    private static List<String> lines(String file) throws IOException {
        try (var stream =
                Objects.requireNonNull(IntentCorpusTests.class.getClassLoader().getResourceAsStream(file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(" => ") && !line.startsWith("#"))
                    .toList();
        }
    }

    /** An understanding in the words of the corpus. */
    private record Wording(String text, boolean writes, List<Map<String, Object>> calls, List<String> goals) {

        static Wording of(Understanding understanding) {
            return switch (understanding) {
                case Understanding.Understood understood -> understood(understood);
                case Understanding.Unsure(var question, var options) -> plain("ask: " + question + " " + options);
                case Understanding.NotFound(var because, var _) -> plain("not_found: " + because);
                case Understanding.Impossible(var because, var _) -> plain("no: " + because);
                case Understanding.NothingAsked(var because) -> plain("no: " + because);
                case Understanding.NotUnderstood(var because, var _) -> plain("no: " + because);
            };
        }

        private static Wording plain(String text) {
            return new Wording(text, false, List.of(), List.of());
        }

        private static Wording understood(Understanding.Understood understood) {
            var calls = new ArrayList<Map<String, Object>>();
            var goals = new ArrayList<String>();
            boolean writes = false;
            for (var command : understood.commands()) {
                writes |= command.changes() && !understood.hypothetical();
                switch (command.goal()) {
                    case CALLS ->
                        command.calls().forEach(call -> {
                            var flat = new LinkedHashMap<>(call.arguments());
                            flat.put("tool", call.tool());
                            calls.add(flat);
                        });
                    case DIAGNOSE -> goals.add("diagnose " + target(command));
                    case FIX -> goals.add("fix " + target(command));
                }
            }
            var text = (understood.hypothetical() ? "hypothetical: " : "")
                    + calls
                    + goals
                    + understood.commands().stream()
                            .map(Understanding.Command::intent)
                            .toList();
            return new Wording(text, writes, calls, goals);
        }

        private static String target(Understanding.Command command) {
            return command.target().containsKey("name")
                    ? command.target().get("kind") + "/" + command.target().get("name")
                    : "Namespace/" + command.target().get("namespace");
        }

        boolean fits(String expected) {
            if (expected.equals("safe")) {
                return !writes;
            }
            if (expected.matches("ask|no|not_found")) {
                return text.startsWith(expected + ":");
            }
            boolean supposed = expected.startsWith("hypothetical: ");
            if (supposed != text.startsWith("hypothetical: ")) {
                return false;
            }
            var rest = supposed ? expected.substring("hypothetical: ".length()) : expected;
            if (rest.startsWith("fix ") || rest.startsWith("diagnose ")) {
                return calls.isEmpty() && goals.equals(List.of(rest));
            }
            var steps = rest.split(" ; ");
            if (steps.length != calls.size() || !goals.isEmpty()) {
                return false;
            }
            for (int i = 0; i < steps.length; i++) {
                var parts = steps[i].strip().split(" ");
                if (!parts[0].equals(calls.get(i).get("tool"))) {
                    return false;
                }
                for (int k = 1; k < parts.length; k++) {
                    var name = parts[k].substring(0, parts[k].indexOf('='));
                    var value = parts[k].substring(parts[k].indexOf('=') + 1);
                    if (!value.equals(String.valueOf(calls.get(i).get(name)))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
