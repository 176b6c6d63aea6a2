package io.lexiops.server.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two states of an object. Maps are compared key by key; a list is one value. */
final class TreeDifference {

    /** Written by the API server and the controllers, not by who wants something of the object. */
    private static final Set<String> METADATA_NOISE =
            Set.of("resourceVersion", "managedFields", "generation", "creationTimestamp", "selfLink");

    private static final Set<String> ANNOTATION_NOISE = Set.of("deployment.kubernetes.io/revision");

    private TreeDifference() {}

    /** Whether two states differ only in what controllers report. */
    static boolean same(@Nullable Map<String, Object> one, @Nullable Map<String, Object> other) {
        return (one != null && other != null) ? quiet(one).equals(quiet(other)) : (one == null && other == null);
    }

    /** The object without what the API server and controllers report; the uid stays. */
    static Map<String, Object> quiet(Map<String, Object> object) {
        var quiet = copy(object);
        quiet.remove("status");
        if (quiet.get("metadata") instanceof Map<?, ?> metadata) {
            metadata.keySet().removeAll(METADATA_NOISE);
            if (metadata.get("annotations") instanceof Map<?, ?> annotations) {
                annotations.keySet().removeAll(ANNOTATION_NOISE);
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        return quiet;
    }

    /** The merge patch (RFC 7386) that makes {@code to} of {@code from}. */
    static Map<String, Object> mergePatch(Map<String, Object> from, Map<String, Object> to) {
        var patch = new LinkedHashMap<String, @Nullable Object>();
        for (var key : keys(from, to)) {
            var before = from.get(key);
            var after = to.get(key);
            if (before instanceof Map<?, ?> && after instanceof Map<?, ?>) {
                var inner = mergePatch(map(before), map(after));
                if (!inner.isEmpty()) {
                    patch.put(key, inner);
                }
            } else if (!Objects.equals(before, after)) {
                patch.put(key, after);
            }
        }
        return nonNull(patch);
    }

    /** The part of {@code one} that {@code other} lacks or has with another value. */
    static Map<String, Object> differing(Map<String, Object> one, Map<String, Object> other) {
        var part = new LinkedHashMap<String, Object>();
        one.forEach((key, value) -> {
            var beside = other.get(key);
            if (value instanceof Map<?, ?> && isMapOrAbsent(beside)) {
                var inner = differing(map(value), mapOf(beside));
                if (!inner.isEmpty()) {
                    part.put(key, inner);
                }
            } else if (!Objects.equals(value, beside)) {
                part.put(key, value);
            }
        });
        return part;
    }

    /** The paths at which they differ, each as its keys; only of what {@link #quiet} leaves. */
    static List<List<String>> paths(Map<String, Object> one, Map<String, Object> other) {
        var paths = new ArrayList<List<String>>();
        collect(List.of(), quiet(one), quiet(other), paths);
        return paths;
    }

    /** A copy that may be changed, at every depth. */
    static Map<String, Object> copy(Map<String, Object> tree) {
        return map(Objects.requireNonNull(copyOf(tree)));
    }

    /** The map at a path of a mutable tree, made if it is not there. */
    static Map<String, Object> mapAt(Map<String, Object> tree, String... path) {
        var current = tree;
        for (var key : path) {
            if (!(current.get(key) instanceof Map<?, ?>)) {
                current.put(key, new LinkedHashMap<String, Object>());
            }
            current = map(Objects.requireNonNull(current.get(key)));
        }
        return current;
    }

    static boolean isMapOrAbsent(@Nullable Object value) {
        return value == null || value instanceof Map<?, ?>;
    }

    /** The map, or an empty one in place of none. */
    static Map<String, Object> mapOf(@Nullable Object value) {
        return value == null ? Map.of() : map(value);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    static Set<String> keys(Map<String, Object> one, Map<String, Object> other) {
        var keys = new LinkedHashSet<>(one.keySet());
        keys.addAll(other.keySet());
        return keys;
    }

    private static void collect(
            List<String> at, Map<String, Object> one, Map<String, Object> other, List<List<String>> paths) {
        for (var key : keys(one, other)) {
            var path = new ArrayList<>(at);
            path.add(key);
            var first = one.get(key);
            var second = other.get(key);
            boolean maps = isMapOrAbsent(first) && isMapOrAbsent(second);
            if (maps && !mapOf(first).equals(mapOf(second))) {
                collect(path, mapOf(first), mapOf(second), paths);
            } else if (!Objects.equals(first, second)) {
                paths.add(List.copyOf(path));
            }
        }
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), copyOf(item)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(copyOf(item)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case null, default -> value;
        };
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a null in a merge patch means: remove it
    private static Map<String, Object> nonNull(Map<String, @Nullable Object> patch) {
        return (Map<String, Object>) (Map<String, ?>) patch;
    }
}
