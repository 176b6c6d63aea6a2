package io.lexiops.server.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON trees as text and back; whole numbers are always {@code Long}. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Keys in the order of the alphabet, so that equal trees have equal texts. */
    static String text(@Nullable Object tree) {
        return MAPPER.writeValueAsString(tree);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> object(String text) {
        return MAPPER.readValue(text, Map.class);
    }

    @SuppressWarnings("unchecked") // written by us
    static List<Map<String, Object>> objects(String text) {
        return MAPPER.readValue(text, List.class);
    }

    /** A part of a tree; empty if it is no object. */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> part(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** The objects of a list; empty if it is no list. */
    static List<Map<String, Object>> parts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().filter(Map.class::isInstance).map(Json::part).toList()
                : List.of();
    }

    static String digest(@Nullable Object tree) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(text(tree).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
