package io.lexiops.server.change;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One field that differs.
 *
 * @param keys   the names of the fields from the root, without the keys of list items
 * @param path   the same for people: {@code spec.template.spec.containers[web].image}
 * @param before null if it was not there
 * @param after  null if it would not be there any more
 */
record FieldChange(
        List<String> keys,
        String path,
        @Nullable Object before,
        @Nullable Object after) {

    private static final int LONGEST_TEXT = 2_000;

    FieldChange {
        keys = List.copyOf(keys);
    }

    FieldChange at(String otherPath) {
        return new FieldChange(keys, otherPath, before, after);
    }

    boolean lost() {
        return before != null && after == null;
    }

    /** As it goes over the wire; absent values are left out of no map: they are null. */
    @SuppressWarnings("NullAway") // JSON may hold null
    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("path", path);
        json.put("old", shortened(before));
        json.put("new", shortened(after));
        return json;
    }

    private static @Nullable Object shortened(@Nullable Object value) {
        return value instanceof String text && text.length() > LONGEST_TEXT
                ? text.substring(0, LONGEST_TEXT) + "... (" + text.length() + " characters)"
                : value;
    }
}
