package io.lexiops.server.change;

import io.lexiops.server.change.TargetChange.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of a change for itself: enough to undo it, and to find out after a crash whether it was made. May
 * hold secrets, so it is never shown and stands encrypted.
 *
 * @param namespaces those that were open to the caller; a tool may choose its default by them
 */
record Kept(Map<String, Object> arguments, Set<String> namespaces, WritePreview preview) {

    Kept {
        namespaces = Set.copyOf(namespaces);
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("arguments", arguments);
        json.put("namespaces", namespaces.stream().sorted().toList());
        json.put("changes", preview.changes().stream().map(Kept::change).toList());
        var inverse = preview.inverse();
        if (inverse != null) {
            json.put("inverse", Map.of("tool", inverse.tool(), "arguments", inverse.arguments()));
        }
        json.put("replaced", preview.replaced().stream().map(TargetRef::toJson).toList());
        return json;
    }

    static Kept fromJson(Map<String, Object> json) {
        var inverse = Json.part(json.get("inverse"));
        return new Kept(
                Json.part(json.get("arguments")),
                json.get("namespaces") instanceof List<?> namespaces
                        ? namespaces.stream().map(String::valueOf).collect(Collectors.toSet())
                        : Set.of(),
                new WritePreview(
                        Json.parts(json.get("changes")).stream()
                                .map(Kept::change)
                                .toList(),
                        null,
                        inverse.isEmpty()
                                ? null
                                : new Inverse(String.valueOf(inverse.get("tool")), Json.part(inverse.get("arguments"))),
                        List.of(),
                        Json.parts(json.get("replaced")).stream()
                                .map(Kept::target)
                                .toList()));
    }

    private static Map<String, Object> change(TargetChange change) {
        var json = new LinkedHashMap<String, Object>();
        json.put("target", change.target().toJson());
        json.put("operation", change.operation().name());
        var before = change.before();
        var after = change.after();
        if (before != null) {
            json.put("before", before);
        }
        if (after != null) {
            json.put("after", after);
        }
        return json;
    }

    private static TargetChange change(Map<String, Object> json) {
        return new TargetChange(
                target(Json.part(json.get("target"))),
                Operation.valueOf(String.valueOf(json.get("operation"))),
                json.containsKey("before") ? Json.part(json.get("before")) : null,
                json.containsKey("after") ? Json.part(json.get("after")) : null);
    }

    static TargetRef target(Map<String, Object> json) {
        return new TargetRef(
                String.valueOf(json.get("apiVersion")),
                String.valueOf(json.get("kind")),
                textOrNull(json.get("namespace")),
                String.valueOf(json.get("name")),
                textOrNull(json.get("uid")),
                String.valueOf(json.get("resourceVersion")));
    }

    private static @Nullable String textOrNull(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** The objects that the change touches, the ones that it only looks at left out. */
    List<TargetChange> touched() {
        return touched(preview);
    }

    static List<TargetChange> touched(WritePreview preview) {
        return preview.changes().stream()
                .filter(change -> change.operation() != Operation.NONE)
                .toList();
    }
}
