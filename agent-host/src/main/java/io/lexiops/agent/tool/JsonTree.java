package io.lexiops.agent.tool;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a JSON tree whose shape another program decides: what is not there, or is something else, reads as empty. */
public final class JsonTree {

    private JsonTree() {}

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    public static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    public static Map<String, Object> object(Map<String, Object> parent, String key) {
        return object(parent.get(key));
    }

    public static List<Map<String, Object>> objects(Map<String, Object> parent, String key) {
        return parent.get(key) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> object(item))
                        .toList()
                : List.of();
    }

    public static List<String> texts(Map<String, Object> parent, String key) {
        return parent.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The text at a key; empty if there is none. */
    public static String text(Map<String, Object> parent, String key) {
        return parent.get(key) instanceof String text ? text : "";
    }
}
