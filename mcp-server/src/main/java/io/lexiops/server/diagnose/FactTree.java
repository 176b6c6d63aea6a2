package io.lexiops.server.diagnose;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as JSON trees: what is null is left out, whole numbers are {@code Long}. */
final class FactTree {

    private FactTree() {}

    static Map<String, Object> of(Record fact) {
        var tree = new LinkedHashMap<String, Object>();
        for (var component : fact.getClass().getRecordComponents()) {
            var value = value(read(fact, component.getAccessor()));
            if (value != null) {
                tree.put(component.getName(), value);
            }
        }
        return tree;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case Record record -> of(record);
            case List<?> list -> list.stream().map(FactTree::value).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> {
                    var tree = value(item);
                    if (tree != null) {
                        copy.put(String.valueOf(key), tree);
                    }
                });
                yield copy;
            }
            case Integer number -> number.longValue();
            case Enum<?> constant -> constant.name();
            case null, default -> value;
        };
    }

    private static @Nullable Object read(Record fact, java.lang.reflect.Method accessor) {
        try {
            return accessor.invoke(fact);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(fact.getClass() + " is not open to this package", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(accessor + " threw", e);
        }
    }
}
