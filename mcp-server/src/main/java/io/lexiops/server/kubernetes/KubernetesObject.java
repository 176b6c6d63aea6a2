package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any object of the API as a JSON tree: maps, lists, strings, booleans, {@code Long}, {@code Double}. */
public record KubernetesObject(Map<String, Object> content) {

    public String apiVersion() {
        return textAt("", "apiVersion");
    }

    public String kind() {
        return textAt("", "kind");
    }

    public String name() {
        return textAt("", "metadata", "name");
    }

    /** Null for a cluster-scoped object. */
    public @Nullable String namespace() {
        return at("metadata", "namespace") instanceof String text ? text : null;
    }

    public String uid() {
        return textAt("", "metadata", "uid");
    }

    public String resourceVersion() {
        return textAt("", "metadata", "resourceVersion");
    }

    /** The value at a path of keys, or null if any of it is absent or not an object. */
    public @Nullable Object at(String... path) {
        Object value = content;
        for (var key : path) {
            if (!(value instanceof Map<?, ?> map)) {
                return null;
            }
            value = map.get(key);
        }
        return value;
    }

    public String textAt(String otherwise, String... path) {
        return at(path) instanceof String text ? text : otherwise;
    }

    public long numberAt(long otherwise, String... path) {
        return at(path) instanceof Number number ? number.longValue() : otherwise;
    }

    /** The objects of a list; empty if there is none. */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    public List<Map<String, Object>> objectsAt(String... path) {
        return at(path) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> (Map<String, Object>) item)
                        .toList()
                : List.of();
    }

    /** An object; empty if there is none. */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    public Map<String, Object> mapAt(String... path) {
        return at(path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
