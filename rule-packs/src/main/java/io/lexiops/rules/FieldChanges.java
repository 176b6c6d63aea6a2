package io.lexiops.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields that differ between two trees, for examples that do not name them. */
final class FieldChanges {

    private FieldChanges() {}

    static List<Map<String, Object>> between(Map<String, Object> before, Map<String, Object> after) {
        var changes = new ArrayList<Map<String, Object>>();
        compare("", before, after, changes);
        return changes;
    }

    private static void compare(
            String path, @Nullable Object before, @Nullable Object after, List<Map<String, Object>> changes) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            var keys = new LinkedHashSet<Object>(old.keySet());
            keys.addAll(now.keySet());
            for (var key : keys) {
                compare(path.isEmpty() ? "" + key : path + "." + key, old.get(key), now.get(key), changes);
            }
        } else {
            var change = new LinkedHashMap<String, Object>();
            change.put("path", path);
            if (before != null) {
                change.put("old", before);
            }
            if (after != null) {
                change.put("new", after);
            }
            changes.add(change);
        }
    }
}
