package io.lexiops.agent.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Java type for each JSON type, as the journal reads it back: whole numbers are {@code Long}. */
final class JsonNumbers {

    private JsonNumbers() {}

    static Map<String, Object> normal(Map<?, ?> object) {
        var normal = new LinkedHashMap<String, Object>();
        object.forEach((key, value) -> {
            // An absent field and one that is null say the same, and only one of them can be stored.
            var kept = value(value);
            if (kept != null) {
                normal.put(String.valueOf(key), kept);
            }
        });
        return normal;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> normal(map);
            case List<?> list -> {
                var normal = new ArrayList<@Nullable Object>();
                list.forEach(item -> normal.add(value(item)));
                yield normal;
            }
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            default -> value;
        };
    }
}
