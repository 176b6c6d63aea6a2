package io.lexiops.server.redact;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The values of a Secret, decoded. */
record SecretValues(Map<String, String> values) {

    static SecretValues of(Map<String, Object> object) {
        var values = new TreeMap<String, String>();
        if (isSecret(object)) {
            if (object.get("data") instanceof Map<?, ?> data) {
                data.forEach((key, value) -> values.put(String.valueOf(key), decoded(String.valueOf(value))));
            }
            if (object.get("stringData") instanceof Map<?, ?> data) {
                data.forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
            }
        }
        return new SecretValues(values);
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
