package io.lexiops.server.kubernetes;

import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was asked for of objects that a write makes, apart from what the server adds and chooses by itself each time. */
final class Created {

    private Created() {}

    /**
     * The changes, where an object that is made has only the fields of its manifest, with the server's spelling of them.
     *
     * @param manifests one for each change
     */
    static List<TargetChange> asAsked(List<TargetChange> changes, List<Map<String, Object>> manifests) {
        var asked = new ArrayList<TargetChange>();
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            var after = change.after();
            asked.add(
                    change.operation() != Operation.CREATE || after == null
                            ? change
                            : new TargetChange(
                                    change.target(), Operation.CREATE, null, fields(manifests.get(i), after)));
        }
        return asked;
    }

    /** The first path at which an object is not as asked for; null if there is none. */
    static @Nullable String departure(Map<String, Object> asked, Map<String, Object> live) {
        return departure("", asked, live);
    }

    private static Map<String, Object> fields(Map<String, Object> manifest, Map<String, Object> after) {
        var fields = new LinkedHashMap<String, Object>();
        manifest.forEach((key, value) -> {
            var there = after.get(key);
            if (there != null && !key.equals("status")) {
                fields.put(key, value(value, there));
            }
        });
        return fields;
    }

    private static Object value(Object manifest, Object after) {
        if (manifest instanceof Map<?, ?> && after instanceof Map<?, ?>) {
            return fields(TreeDifference.map(manifest), TreeDifference.map(after));
        }
        if (manifest instanceof List<?> asked && after instanceof List<?> there && asked.size() == there.size()) {
            var items = new ArrayList<Object>();
            for (int i = 0; i < asked.size(); i++) {
                items.add(value(Objects.requireNonNull(asked.get(i)), Objects.requireNonNull(there.get(i))));
            }
            return items;
        }
        return after;
    }

    private static @Nullable String departure(String at, @Nullable Object asked, @Nullable Object live) {
        if (asked instanceof Map<?, ?> map && live instanceof Map<?, ?> there) {
            for (var entry : map.entrySet()) {
                var path = at.isEmpty() ? String.valueOf(entry.getKey()) : at + "." + entry.getKey();
                var found = departure(path, entry.getValue(), there.get(entry.getKey()));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (asked instanceof List<?> list && live instanceof List<?> there && list.size() == there.size()) {
            for (int i = 0; i < list.size(); i++) {
                var found = departure(at + "[" + i + "]", list.get(i), there.get(i));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        return Objects.equals(asked, live) ? null : at;
    }
}
