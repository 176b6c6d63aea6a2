package io.lexiops.server.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of a manifest that the server has silently dropped: old servers say nothing about a misspelt field. */
final class LostFields {

    private LostFields() {}

    static List<String> of(Map<String, Object> manifest, Map<String, Object> after) {
        var lost = new ArrayList<String>();
        collect("", manifest, after, lost);
        return lost;
    }

    private static void collect(String at, Map<String, Object> manifest, Map<String, Object> after, List<String> lost) {
        manifest.forEach((key, value) -> {
            var path = at.isEmpty() ? key : at + "." + key;
            // A Secret's stringData becomes its data.
            if (!isEmpty(value) && !path.equals("stringData")) {
                value(path, value, after.get(key), lost);
            }
        });
    }

    private static void value(String at, @Nullable Object value, @Nullable Object after, List<String> lost) {
        if (after == null) {
            lost.add(at);
        } else if (value instanceof Map<?, ?> && after instanceof Map<?, ?>) {
            collect(at, TreeDifference.map(value), TreeDifference.map(after), lost);
        } else if (value instanceof List<?> list && after instanceof List<?> there && list.size() == there.size()) {
            for (int i = 0; i < list.size(); i++) {
                value(at + "[" + i + "]", list.get(i), there.get(i), lost);
            }
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }
}
