package io.lexiops.server.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The patch that Helm would send: all that is wanted, and a deletion for what was wanted before and no longer is. */
final class MergePatch {

    private MergePatch() {}

    /**
     * Makes it.
     *
     * @param strategic whether lists of named objects are merged by name, as built-in types do
     */
    static Map<String, Object> of(Map<String, ?> old, Map<String, ?> wanted, boolean strategic) {
        var patch = new LinkedHashMap<String, @Nullable Object>();
        wanted.forEach((key, value) -> patch.put(key, value(old.get(key), value, strategic)));
        for (var key : old.keySet()) {
            if (!wanted.containsKey(key)) {
                patch.put(key, null);
            }
        }
        return withNulls(patch);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static @Nullable Object value(@Nullable Object old, @Nullable Object wanted, boolean strategic) {
        if (wanted instanceof Map<?, ?> map) {
            var before = old instanceof Map<?, ?> previous ? (Map<String, ?>) previous : Map.<String, Object>of();
            return of(before, (Map<String, ?>) map, strategic);
        }
        return strategic && wanted instanceof List<?> list && old instanceof List<?> previous
                ? list(previous, list)
                : wanted;
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static List<Object> list(List<?> old, List<?> wanted) {
        var patch = new ArrayList<Object>();
        for (var item : wanted) {
            var name = name(item);
            var before = old.stream()
                    .filter(other -> name != null && name.equals(name(other)))
                    .findFirst()
                    .orElse(null);
            patch.add(
                    item instanceof Map<?, ?> map && before instanceof Map<?, ?> previous
                            ? of((Map<String, ?>) previous, (Map<String, ?>) map, true)
                            : item);
        }
        for (var item : old) {
            var name = name(item);
            if (name != null && wanted.stream().noneMatch(other -> name.equals(name(other)))) {
                patch.add(Map.of("name", name, "$patch", "delete"));
            }
        }
        return patch;
    }

    private static @Nullable Object name(@Nullable Object item) {
        return item instanceof Map<?, ?> map ? map.get("name") : null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a null in a merge patch means: remove it
    private static Map<String, Object> withNulls(Map<String, @Nullable Object> patch) {
        return (Map<String, Object>) (Map<String, ?>) patch;
    }
}
