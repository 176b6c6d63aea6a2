package io.lexiops.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An example of an intent: words, and what must come of them in the example world.
 *
 * @param expect {@code null} if the intent must not be what is understood; else what each call has at least, with
 *               {@code tool} for its tool
 */
record IntentExample(
        String text, int line, int column, @Nullable List<Map<?, ?>> expect) {

    static List<IntentExample> all(RuleYaml yaml) throws BadRule {
        var examples = new ArrayList<IntentExample>();
        for (var item : yaml.items()) {
            item.onlyKeys("text", "expect");
            examples.add(new IntentExample(
                    item.at("text").text(500), item.line(), item.column(), expected(item.at("expect"))));
        }
        if (examples.stream().noneMatch(IntentExample::matches)
                || examples.stream().allMatch(IntentExample::matches)) {
            throw yaml.wrong("at least one example must match and one must not");
        }
        return examples;
    }

    private static @Nullable List<Map<?, ?>> expected(RuleYaml yaml) throws BadRule {
        if (yaml.isText()) {
            return yaml.word("match", "no-match").equals("match") ? List.of() : null;
        }
        var expected = new ArrayList<Map<?, ?>>();
        for (var item : yaml.isList() ? yaml.items() : List.of(yaml)) {
            if (item.value() instanceof Map<?, ?> map) {
                expected.add(map);
            } else {
                throw item.wrong("must be a mapping: tool and arguments");
            }
        }
        return expected;
    }

    boolean matches() {
        return expect != null;
    }

    ExampleResult run(Intent intent, IntentMatcher matcher) {
        var understanding = matcher.understand(text, ExampleWorld.SMALL_SHOP, List.of(), null);
        return new ExampleResult(intent.id(), text, intent.file(), line, column, problem(intent, understanding));
    }

    private String problem(Intent intent, Understanding understanding) {
        var commands = understanding instanceof Understanding.Understood understood
                ? understood.commands().stream()
                        .filter(command -> command.intent().equals(intent.id()))
                        .toList()
                : List.<Understanding.Command>of();
        if (expect == null) {
            return commands.isEmpty() ? "" : "must not be understood so";
        }
        if (commands.isEmpty()) {
            return "is not understood so, but: " + describe(understanding);
        }
        var calls = commands.stream()
                .flatMap(command -> command.calls().isEmpty()
                        ? Stream.of(command.target())
                        : command.calls().stream().map(IntentExample::flat))
                .toList();
        if (!expect.isEmpty() && expect.size() != calls.size()) {
            return "expected %d calls, got %s".formatted(expect.size(), calls);
        }
        for (int i = 0; i < expect.size(); i++) {
            for (var entry : expect.get(i).entrySet()) {
                var got = calls.get(i).get(String.valueOf(entry.getKey()));
                if (!String.valueOf(entry.getValue()).equals(String.valueOf(got))) {
                    return "expected %s, got %s".formatted(expect.get(i), calls.get(i));
                }
            }
        }
        return "";
    }

    private static Map<String, Object> flat(Understanding.Call call) {
        var flat = new java.util.LinkedHashMap<String, Object>(call.arguments());
        flat.put("tool", call.tool());
        return flat;
    }

    private static String describe(Understanding understanding) {
        return switch (understanding) {
            case Understanding.Understood(var commands, var _, var _) ->
                commands.stream().map(Understanding.Command::intent).toList().toString();
            case Understanding.Unsure(var question, var options) -> question + " " + options;
            case Understanding.NotFound(var because, var _) -> because;
            case Understanding.Impossible(var because, var _) -> because;
            case Understanding.NothingAsked(var because) -> because;
            case Understanding.NotUnderstood(var because, var _) -> because;
        };
    }
}
