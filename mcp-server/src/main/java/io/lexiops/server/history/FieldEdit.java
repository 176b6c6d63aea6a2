package io.lexiops.server.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** Where in the object it is: {@code spec}. */
    String section() {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return path.substring(0, end);
    }

    /** What differs between two states, in the order of the paths. */
    static List<FieldEdit> between(Map<String, String> before, Map<String, String> after) {
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        var edits = new ArrayList<FieldEdit>();
        for (var path : paths) {
            if (!Objects.equals(before.get(path), after.get(path))) {
                edits.add(new FieldEdit(path, before.get(path), after.get(path)));
            }
        }
        return edits;
    }
}
