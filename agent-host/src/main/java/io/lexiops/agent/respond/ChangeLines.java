package io.lexiops.agent.respond;

import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the writes of a case from what the server said about them. */
final class ChangeLines {

    private ChangeLines() {}

    static List<ChangeLine> of(Settlement settlement) {
        return settlement.changes().stream()
                .flatMap(result -> lines(result, settlement))
                .toList();
    }

    private static Stream<ChangeLine> lines(StepResult result, Settlement settlement) {
        var changeId = Objects.requireNonNullElse(result.changeId(), "");
        var undo = settlement.undone().get(changeId);
        return objects(change(result), "changes")
                .map(change -> new ChangeLine(
                        changeId,
                        target(map(change.get("target"))),
                        Commands.remove(map(change.get("target"))),
                        String.valueOf(change.getOrDefault("operation", "update")),
                        objects(change, "diff").toList(),
                        undo != null && undo.done()));
    }

    /** The {@code change} object of a write's outcome; empty if the server did not say. */
    static Map<String, Object> change(StepResult result) {
        var structured = switch (result.outcome()) {
            case ToolOutcome.Done(var _, var json) -> json;
            case ToolOutcome.Failed(var _, var _, var _, var json) -> json;
            case ToolOutcome.Unanswered _ -> Map.<String, Object>of();
        };
        return map(structured.get("change"));
    }

    private static String target(Map<String, Object> target) {
        var namespace = target.get("namespace");
        return "%s/%s%s".formatted(target.get("kind"), target.get("name"), namespace == null ? "" : " in " + namespace);
    }

    private static Stream<Map<String, Object>> objects(Map<String, Object> json, String key) {
        return json.get(key) instanceof List<?> list ? list.stream().map(ChangeLines::map) : Stream.of();
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
