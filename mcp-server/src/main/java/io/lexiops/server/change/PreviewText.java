package io.lexiops.server.change;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A preview in words: one line for each object, what would be dropped, what is said against it. */
final class PreviewText {

    private static final int FIELDS = 8;
    private static final int OBJECTS = 20;
    private static final int VALUE = 120;

    private PreviewText() {}

    static String of(Judged judged) {
        var text = new StringBuilder(lines(judged.changes()));
        if (judged.context() != null) {
            text.append("\nin context ").append(judged.context());
        }
        text.append("\nrisk: ").append(judged.risk());
        judged.findings()
                .forEach(finding -> text.append("\n")
                        .append(finding.severity())
                        .append(" ")
                        .append(finding.rule())
                        .append(": ")
                        .append(finding.message())
                        .append(finding.remedy().isEmpty() ? "" : "; " + finding.remedy()));
        var owner = judged.preview().owner();
        if (owner != null) {
            text.append("\nmanaged by ").append(owner.kind()).append(" ").append(owner.name());
        }
        judged.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
        if (judged.inverse() == null && !judged.changesNothing()) {
            text.append("\nit cannot be undone");
        }
        return text.toString();
    }

    static String question(String tool, Judged judged) {
        return "Do " + tool + "?\n" + of(judged);
    }

    /** One line for each object that changes: {@code Deployment/web in shop: spec.replicas 3 -> 4}. */
    static String lines(List<Map<String, Object>> changes) {
        var real = changes.stream()
                .filter(change -> !"none".equals(change.get("operation")))
                .toList();
        if (real.isEmpty()) {
            return "nothing to do: everything is already so";
        }
        var lines = real.stream().limit(OBJECTS).map(PreviewText::line).collect(Collectors.joining("\n"));
        return real.size() > OBJECTS ? lines + "\n... and " + (real.size() - OBJECTS) + " more objects" : lines;
    }

    private static String line(Map<String, Object> change) {
        var target = Json.part(change.get("target"));
        var namespace = target.get("namespace");
        var name = target.get("kind") + "/" + target.get("name") + (namespace == null ? "" : " in " + namespace);
        return name + ": "
                + switch (String.valueOf(change.get("operation"))) {
                    case "create" -> "created";
                    case "delete" -> "deleted";
                    case "replace" -> "replaced, because it is not ready and its controller would wait for it";
                    case "evict" -> "evicted";
                    case "execute" -> "a program runs in it";
                    default -> fields(Json.parts(change.get("diff")));
                };
    }

    static String fields(List<Map<String, Object>> diff) {
        var shown = diff.stream()
                .limit(FIELDS)
                .map(field -> field.get("path") + " " + value(field.get("old")) + " -> " + value(field.get("new")))
                .collect(Collectors.joining(", "));
        return diff.isEmpty()
                ? "changed"
                : shown + (diff.size() > FIELDS ? " and " + (diff.size() - FIELDS) + " more fields" : "");
    }

    private static String value(@Nullable Object value) {
        var text = switch (value) {
            case null -> "(none)";
            case String plain -> plain;
            default -> Json.text(value);
        };
        return text.length() <= VALUE ? text : text.substring(0, VALUE) + "...";
    }
}
