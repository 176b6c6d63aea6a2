package io.lexiops.server.change;

import io.lexiops.server.output.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody must know of an object before they let it be made: what will run, with which rights, and else its main
 * fields. One line for each, the weightiest first; a line holds no line break, whatever the object holds.
 */
final class MadeObject {

    private static final int LINES = 40;
    private static final int VALUE = 120;
    private static final int LIST = 200;
    private static final Set<String> NOT_TOLD = Set.of("apiVersion", "kind", "metadata", "status");
    /** What the API server fills in by itself. */
    private static final Set<String> FILLED = Set.of(
            "clusterIP", "clusterIPs", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy", "sessionAffinity");
    /** Of something that runs, beside what it runs. */
    private static final List<String> HOW_MUCH = List.of("replicas", "schedule", "parallelism", "completions");

    private MadeObject() {}

    /**
     * The lines.
     *
     * @param object redacted
     */
    static List<String> lines(Map<String, Object> object) {
        var lines = switch (String.valueOf(object.get("kind"))) {
            case "Role", "ClusterRole" -> rules(object);
            case "RoleBinding", "ClusterRoleBinding" -> binding(object);
            case "Secret" -> secret(object);
            default -> running(object);
        };
        if (lines.isEmpty()) {
            lines = fields(object);
        }
        return atMost(lines, LINES);
    }

    /** The first lines; the last one says how many there are more. */
    static List<String> atMost(List<String> lines, int most) {
        if (lines.size() <= most) {
            return List.copyOf(lines);
        }
        var shown = new ArrayList<>(lines.subList(0, most));
        shown.add("and " + (lines.size() - most) + " more");
        return List.copyOf(shown);
    }

    private static List<String> rules(Map<String, Object> role) {
        var lines = new ArrayList<String>();
        for (var rule : Json.parts(role.get("rules"))) {
            var line = new StringBuilder("may ").append(words(rule.get("verbs")));
            if (rule.get("resources") != null) {
                line.append(": ").append(words(rule.get("resources")));
            }
            if (rule.get("apiGroups") instanceof List<?> groups && !groups.equals(List.of(""))) {
                line.append(" of ").append(words(groups));
            }
            if (rule.get("resourceNames") != null) {
                line.append(" named ").append(words(rule.get("resourceNames")));
            }
            if (rule.get("nonResourceURLs") != null) {
                line.append(" at ").append(words(rule.get("nonResourceURLs")));
            }
            lines.add(line.toString());
        }
        if (role.get("aggregationRule") != null) {
            lines.add("and what other roles may: " + OneLine.cut(Json.text(role.get("aggregationRule")), LIST));
        }
        return lines;
    }

    private static List<String> binding(Map<String, Object> binding) {
        var role = Json.part(binding.get("roleRef"));
        var lines = new ArrayList<String>();
        lines.add("gives " + plain(role.get("kind")) + "/" + plain(role.get("name")));
        for (var subject : Json.parts(binding.get("subjects"))) {
            lines.add("to " + plain(subject.get("kind")) + " " + plain(subject.get("name"))
                    + (subject.get("namespace") == null ? "" : " in " + plain(subject.get("namespace"))));
        }
        return lines;
    }

    private static List<String> secret(Map<String, Object> secret) {
        var keys = new ArrayList<String>(Json.part(secret.get("data")).keySet());
        keys.addAll(Json.part(secret.get("stringData")).keySet());
        return List.of("type " + plain(secret.get("type")) + ", keys: " + words(keys));
    }

    private static List<String> running(Map<String, Object> object) {
        var lines = new ArrayList<>(MadeProgram.lines(object));
        if (!lines.isEmpty()) {
            var spec = Json.part(object.get("spec"));
            var much = HOW_MUCH.stream()
                    .filter(key -> spec.get(key) != null)
                    .map(key -> key + " " + plain(spec.get(key)))
                    .collect(Collectors.joining(", "));
            if (!much.isEmpty()) {
                lines.add(much);
            }
        }
        return lines;
    }

    private static List<String> fields(Map<String, Object> object) {
        var lines = new ArrayList<String>();
        object.forEach((key, value) -> {
            if (NOT_TOLD.contains(key)) {
                return;
            }
            if (value instanceof Map<?, ?>) {
                Json.part(value).forEach((child, part) -> {
                    if (!FILLED.contains(child)) {
                        lines.add(Diff.child(OneLine.of(key), child) + " " + plain(part));
                    }
                });
            } else {
                lines.add(OneLine.of(key) + " " + plain(value));
            }
        });
        var metadata = Json.part(object.get("metadata"));
        for (var key : List.of("labels", "annotations")) {
            if (!Json.part(metadata.get(key)).isEmpty()) {
                lines.add("metadata." + key + " " + plain(metadata.get(key)));
            }
        }
        return lines;
    }

    static String words(@Nullable Object list) {
        return list instanceof List<?> items
                ? OneLine.cut(items.stream().map(MadeObject::plain).collect(Collectors.joining(", ")), LIST)
                : plain(list);
    }

    static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "(none)";
            case String text -> OneLine.value(text, VALUE);
            default -> OneLine.cut(Json.text(value), VALUE);
        };
    }
}
