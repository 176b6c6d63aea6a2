package io.lexiops.server.redact;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of a Secret, decoded. */
record SecretValues(Map<String, String> values) {

    static SecretValues of(Map<String, Object> object) {
        var values = new TreeMap<String, String>();
        if (isSecret(object)) {
            if (object.get("data") instanceof Map<?, ?> data) {
                data.forEach((key, value) -> values.put(String.valueOf(key), decoded(String.valueOf(value))));
            }
            if (object.get("stringData") instanceof Map<?, ?> data) {
                data.forEach((key, value) -> collect(String.valueOf(key), value, values));
            }
        }
        return new SecretValues(values);
    }

    // What the API server will refuse, its author meant to keep secret nevertheless.
    private static void collect(String key, @Nullable Object value, Map<String, String> values) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((inner, item) -> collect(key + "." + inner, item, values));
            case Iterable<?> items -> {
                int next = 0;
                for (var item : items) {
                    collect(key + "." + next++, item, values);
                }
            }
            case null, default -> values.put(key, String.valueOf(value));
        }
    }

    static boolean isSecret(Map<?, ?> object) {
        return "Secret".equals(object.get("kind"));
    }

    /** The text behind base64; the base64 itself if it is not base64, or no text. */
    static String decoded(String base64) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getMimeDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return base64;
        }
    }
}
