package io.lexiops.server.kubernetes;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON text to trees and back; whole numbers are always {@code Long}. */
final class JsonText {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private JsonText() {}

    /**
     * Reads an object.
     *
     * @throws JacksonException if the text is not JSON, or none of an object
     */
    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> object(byte[] text) {
        if (JSON.readValue(text, Object.class) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new StreamReadException("no JSON object");
    }

    /** The object that a parser stands before; it is behind it then. */
    static Map<String, Object> object(JsonParser parser) {
        // What comes behind it is the next one.
        return JSON.readerFor(LinkedHashMap.class)
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(parser);
    }

    static JsonParser parser(InputStream text) {
        return JSON.createParser(text);
    }

    static byte[] bytes(Object tree) {
        return JSON.writeValueAsBytes(tree);
    }

    static String text(Object tree) {
        return JSON.writeValueAsString(tree);
    }
}
