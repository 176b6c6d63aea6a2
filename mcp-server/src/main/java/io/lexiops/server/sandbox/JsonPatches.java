package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7386). */
final class JsonPatches {

    private JsonPatches() {}

    /** Applies every operation in turn; the object that was given stays as it is. */
    static ObjectNode apply(ObjectNode object, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw ApiFailure.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        JsonNode document = object.deepCopy();
        for (var operation : list.values()) {
            document = apply(document, Trees.text(operation, "op"), operation);
        }
        if (document instanceof ObjectNode patched) {
            return patched;
        }
        throw unprocessable("the patch leaves no object");
    }

    private static JsonNode apply(JsonNode document, String op, JsonNode operation) {
        var path = pointer(Trees.text(operation, "path"));
        var value = operation.path("value");
        return switch (op) {
            case "add" -> set(document, path, value.deepCopy(), true, op, operation);
            case "replace" -> set(document, path, value.deepCopy(), false, op, operation);
            case "remove" -> remove(document, path, op, operation);
            case "test" -> {
                var found = find(document, path);
                boolean absent = found.isMissingNode();
                if (absent ? !value.isNull() && !value.isMissingNode() : !Trees.same(found, value)) {
                    throw unprocessable("testing value " + Trees.text(operation, "path") + " failed");
                }
                yield document;
            }
            case "copy", "move" -> {
                var from = pointer(Trees.text(operation, "from"));
                var found = find(document, from);
                if (found.isMissingNode()) {
                    throw unprocessable(op + " operation does not apply: doc is missing from path: "
                            + Trees.text(operation, "from") + ": missing value");
                }
                var copied = found.deepCopy();
                var rest = op.equals("move") ? remove(document, from, op, operation) : document;
                yield set(rest, path, copied, true, op, operation);
            }
            default -> throw unprocessable("Unexpected kind: " + op);
        };
    }

    private static JsonNode find(JsonNode document, List<String> path) {
        var current = document;
        for (var step : path) {
            current = current.isArray() && step.matches("\\d+")
                    ? current.path(Integer.parseInt(step))
                    : current.path(step);
        }
        return current;
    }

    private static JsonNode set(
            JsonNode document, List<String> path, JsonNode value, boolean insert, String op, JsonNode operation) {
        if (path.isEmpty()) {
            return value;
        }
        var last = path.getLast();
        switch (find(document, path.subList(0, path.size() - 1))) {
            case ObjectNode parent -> {
                if (!insert && !parent.has(last)) {
                    throw missing(op, operation);
                }
                parent.set(last, value);
            }
            case ArrayNode parent -> {
                if (last.equals("-") && insert) {
                    parent.add(value);
                } else {
                    int index = index(last, insert ? parent.size() : parent.size() - 1, op, operation);
                    if (insert) {
                        parent.insert(index, value);
                    } else {
                        parent.set(index, value);
                    }
                }
            }
            default -> throw missing(op, operation);
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, List<String> path, String op, JsonNode operation) {
        if (path.isEmpty() || find(document, path).isMissingNode()) {
            throw missing(op, operation);
        }
        var last = path.getLast();
        switch (find(document, path.subList(0, path.size() - 1))) {
            case ObjectNode parent -> parent.remove(last);
            case ArrayNode parent -> parent.remove(index(last, parent.size() - 1, op, operation));
            default -> throw missing(op, operation);
        }
        return document;
    }

    private static int index(String text, int most, String op, JsonNode operation) {
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > most) {
            throw missing(op, operation);
        }
        return Integer.parseInt(text);
    }

    private static List<String> pointer(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        var steps = new ArrayList<String>();
        for (var step : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    private static ApiFailure missing(String op, JsonNode operation) {
        var path = ApiFailure.quoted(Trees.text(operation, "path"));
        return unprocessable(
                op.equals("remove")
                        ? "remove operation does not apply: doc is missing path: " + path + ": missing value"
                        : op + " operation does not apply: doc is missing path: " + path + ": missing value");
    }

    private static ApiFailure unprocessable(String why) {
        return ApiFailure.patchRefused(why);
    }

    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        var merged = target instanceof ObjectNode object ? Trees.copy(object) : Trees.object();
        changes.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                merged.remove(entry.getKey());
            } else {
                merged.set(entry.getKey(), merge(merged.path(entry.getKey()), entry.getValue()));
            }
        });
        return merged;
    }
}
