package io.lexiops.server.change;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote what of an object, as far as the API server keeps it. Whoever owns none of the fields that have changed has not
 * changed them, however lately it wrote: a controller follows every change with its status a moment later.
 */
public final class FieldManagers {

    /** Whom the API server records for the fields that this server writes. */
    public static final String OWN = "devops-copilot";

    /** Maps of which each key is somebody's; who owns none of them has only made the map. */
    private static final Set<String> OF_MANY =
            Set.of("f:labels", "f:annotations", "f:data", "f:stringData", "f:binaryData", "f:resources");

    private FieldManagers() {}

    /**
     * A field manager's last write.
     *
     * @param time as the API server notes it, to the second
     */
    public record Written(String manager, String time) {}

    /**
     * Who wrote last of those that own at least one of the fields; empty if nobody is noted for them, as after a deletion of
     * fields, or a write of the scale of an old API server.
     *
     * @param paths as {@link Diff} or a watch writes them; those that end above what is owned count, too
     */
    public static Optional<Written> lastWriter(Map<String, Object> object, Collection<String> paths) {
        return entries(object).stream()
                .filter(entry -> paths.stream().anyMatch(path -> owns(entry.get("fieldsV1"), path)))
                .max(Comparator.comparing(FieldManagers::time))
                .flatMap(FieldManagers::written);
    }

    /** Who wrote last of those that own what differs between the two. */
    public static Optional<Written> lastWriter(Map<String, Object> before, Map<String, Object> now) {
        return lastWriter(
                now, Diff.between(before, now).stream().map(FieldChange::path).toList());
    }

    /** Who made it, as far as can be told: the first of those that want something of it. */
    public static Optional<Written> creator(Map<String, Object> object) {
        return entries(object).stream()
                .filter(entry -> !onlyNotes(entry))
                .min(Comparator.comparing(FieldManagers::time))
                .flatMap(FieldManagers::written);
    }

    /**
     * Whether one of the fields is at the path, or below it.
     *
     * @param fields as an entry of the managed fields has them
     */
    public static boolean owns(@Nullable Object fields, String path) {
        if (!(fields instanceof Map<?, ?> map)) {
            return false;
        }
        // What is owned as a whole is owned with all that is in it.
        return path.isEmpty()
                || map.isEmpty()
                || map.entrySet().stream()
                        .anyMatch(entry -> ownsBelow(entry.getKey().toString(), entry.getValue(), path));
    }

    private static boolean ownsBelow(String key, @Nullable Object below, String path) {
        var rest = key.startsWith("f:") ? behindName(path, key.substring(2)) : behindItem(path, key);
        boolean onlyMade = OF_MANY.contains(key) && below instanceof Map<?, ?> map && map.isEmpty();
        return rest != null && (onlyMade ? rest.isEmpty() : owns(below, rest));
    }

    /** Null if the path does not begin with the field. */
    private static @Nullable String behindName(String path, String name) {
        var quoted = "[\"" + name + "\"]";
        if (path.startsWith(quoted)) {
            return withoutDot(path.substring(quoted.length()));
        }
        boolean begins = path.startsWith(name)
                && (path.length() == name.length()
                        || path.charAt(name.length()) == '.'
                        || path.charAt(name.length()) == '[');
        return begins ? withoutDot(path.substring(name.length())) : null;
    }

    /** Items are named by a key, or numbered, or left out, by who compares a list as a whole; null if it is another one. */
    private static @Nullable String behindItem(String path, String key) {
        if (!key.startsWith("k:") && !key.startsWith("v:")) {
            return null;
        }
        int end = path.indexOf(']');
        if (!path.startsWith("[") || end < 0) {
            return path;
        }
        var item = path.substring(1, end);
        boolean same = key.contains("\"" + item + "\"") || item.matches("[0-9]{1,9}");
        return same ? withoutDot(path.substring(end + 1)) : null;
    }

    private static String withoutDot(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    /** Status, and what controllers note in annotations. */
    private static boolean onlyNotes(Map<String, Object> entry) {
        var fields = Json.part(entry.get("fieldsV1"));
        var metadata = Json.part(fields.get("f:metadata"));
        return "status".equals(entry.get("subresource"))
                || (fields.containsKey("f:status")
                        && Set.of("f:status", "f:metadata").containsAll(fields.keySet())
                        && Set.of("f:annotations").containsAll(metadata.keySet()));
    }

    private static List<Map<String, Object>> entries(Map<String, Object> object) {
        return Json.parts(Json.part(object.get("metadata")).get("managedFields"));
    }

    private static String time(Map<String, Object> entry) {
        return entry.get("time") instanceof String time ? time : "";
    }

    private static Optional<Written> written(Map<String, Object> entry) {
        return entry.get("manager") instanceof String manager && !manager.isEmpty()
                ? Optional.of(new Written(manager, time(entry)))
                : Optional.empty();
    }
}
