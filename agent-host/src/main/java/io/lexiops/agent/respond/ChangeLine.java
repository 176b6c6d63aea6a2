package io.lexiops.agent.respond;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one write did to one object.
 *
 * @param target    {@code Deployment/web in shop}
 * @param remove    the command that removes the object
 * @param operation create, update, delete, replace, evict (a pod that leaves its node) or execute (a program that ran in it)
 * @param diff      path, old and new of each field, as JSON trees
 * @param undone    whether it was undone later
 */
record ChangeLine(
        String changeId,
        String target,
        String remove,
        String operation,
        List<Map<String, Object>> diff,
        boolean undone) {

    private static final int FIELDS_SHOWN = 6;
    private static final int VALUE_SHOWN = 120;

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("change", changeId);
        json.put("target", target);
        json.put("operation", operation);
        json.put("diff", diff);
        json.put("undone", undone);
        return json;
    }

    /** One line for people: {@code Deployment/web in shop: spec.replicas 3 -> 4}. */
    String toText() {
        var what = switch (operation) {
            case "create" -> "created";
            case "delete" -> "deleted";
            case "replace" -> "replaced, it was not ready";
            case "evict" -> "evicted";
            case "execute" -> "a program ran in it";
            default -> fields();
        };
        return "%s: %s%s".formatted(target, what, undone && !stays() ? " (undone)" : "");
    }

    /** A pod that its controller has made anew elsewhere or in its place, or in which a program ran: no undo changes that. */
    boolean stays() {
        return operation.equals("replace") || operation.equals("evict") || operation.equals("execute");
    }

    /** How a person brings it back: {@code Deployment/web in shop: spec.replicas 4 -> 3}. */
    String toUndoText() {
        var how = switch (operation) {
            case "create" -> remove;
            case "delete" -> "create it again";
            default -> fields("new", "old");
        };
        return "%s: %s".formatted(target, how);
    }

    private String fields() {
        return fields("old", "new");
    }

    private String fields(String from, String to) {
        var shown = diff.stream()
                .limit(FIELDS_SHOWN)
                .map(field -> "%s %s -> %s".formatted(field.get("path"), value(field.get(from)), value(field.get(to))))
                .toList();
        var more = diff.size() - shown.size();
        return (shown.isEmpty() ? "changed" : String.join(", ", shown))
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "(none)";
        }
        var text = String.valueOf(value);
        return text.length() <= VALUE_SHOWN ? text : text.substring(0, VALUE_SHOWN) + "...";
    }
}
