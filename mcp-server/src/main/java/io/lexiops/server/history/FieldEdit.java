package io.lexiops.server.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object that has changed.
 *
 * @param path   {@code spec.template.spec.containers[web].image}
 * @param before null if it was not there
 * @param after  null if it is gone
 */
record FieldEdit(
        String path, @Nullable String before, @Nullable String after) {

    /** What differs between two states, in the order of the paths. */
    static List<FieldEdit> between(
            Map<String, KeptValue> before, Map<String, KeptValue> after, Fingerprints fingerprints) {
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        var edits = new ArrayList<FieldEdit>();
        for (var path : paths) {
            var old = before.get(path);
            var now = after.get(path);
            if (old == null || now == null || !fingerprints.same(old, now)) {
                edits.add(new FieldEdit(path, old == null ? null : old.shown(), now == null ? null : now.shown()));
            }
        }
        return edits;
    }
}
