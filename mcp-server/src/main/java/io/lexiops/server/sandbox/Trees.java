package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Reading and building JSON trees; a stored tree is never changed, it is copied first. */
final class Trees {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** 3 read from a request and 3L computed here are the same number. */
    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    };

    private Trees() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JacksonException | ClassCastException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }

    static byte[] bytes(JsonNode node) {
        return JSON.writeValueAsBytes(node);
    }

    static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (var step : path) {
            current = current.path(step);
        }
        return current;
    }

    static boolean has(JsonNode node, String... path) {
        var found = at(node, path);
        return !found.isMissingNode() && !found.isNull();
    }

    /** The text there, or the empty text. */
    static String text(JsonNode node, String... path) {
        var found = at(node, path);
        return found.isValueNode() && !found.isNull() ? found.asString("") : "";
    }

    static String textOr(String fallback, JsonNode node, String... path) {
        var found = text(node, path);
        return found.isEmpty() ? fallback : found;
    }

    static int number(int fallback, JsonNode node, String... path) {
        var found = at(node, path);
        return found.isNumber() ? found.asInt(fallback) : fallback;
    }

    static boolean truth(JsonNode node, String... path) {
        return at(node, path).asBoolean(false);
    }

    static List<JsonNode> items(JsonNode node, String... path) {
        var found = at(node, path);
        return found.isArray() ? new ArrayList<>(found.values()) : List.of();
    }

    static List<String> texts(JsonNode node, String... path) {
        var texts = new ArrayList<String>();
        items(node, path).forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    static Map<String, String> labels(JsonNode node, String... path) {
        var labels = new LinkedHashMap<String, String>();
        at(node, path)
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString("")));
        return labels;
    }

    static ObjectNode copy(JsonNode node) {
        return (ObjectNode) node.deepCopy();
    }

    /** The object at the path, made if it is not there. */
    static ObjectNode child(ObjectNode parent, String... path) {
        var current = parent;
        for (var step : path) {
            current = current.path(step) instanceof ObjectNode there ? there : current.putObject(step);
        }
        return current;
    }

    static ArrayNode list(ObjectNode parent, String name) {
        return parent.path(name) instanceof ArrayNode there ? there : parent.putArray(name);
    }

    static boolean same(JsonNode left, JsonNode right) {
        if (left instanceof MissingNode || right instanceof MissingNode) {
            return left.isMissingNode() && right.isMissingNode();
        }
        return left.equals(NUMBERS_BY_VALUE, right);
    }

    static ObjectNode object(Map<String, String> texts) {
        var node = object();
        texts.forEach(node::put);
        return node;
    }
}
