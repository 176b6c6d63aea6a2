package io.lexiops.server.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON text to trees and back; whole numbers are always {@code Long}. */
final class JsonText {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private JsonText() {}

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> object(byte[] text) {
        return JSON.readValue(text, LinkedHashMap.class);
    }

    static byte[] bytes(Object tree) {
        return JSON.writeValueAsBytes(tree);
    }

    static String text(Object tree) {
        return JSON.writeValueAsString(tree);
    }
}
