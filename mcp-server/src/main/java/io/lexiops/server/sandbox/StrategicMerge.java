package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Strategic merge patch: lists are merged by the keys that the type declares, with {@code $patch} and its kin. */
final class StrategicMerge {

    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";

    private StrategicMerge() {}

    static ObjectNode apply(ObjectNode object, ObjectNode patch, Shape.Struct shape) {
        return mergeObject(Trees.copy(object), patch, shape);
    }

    private static ObjectNode mergeObject(ObjectNode target, ObjectNode patch, Shape shape) {
        switch (Trees.text(patch, DIRECTIVE)) {
            case "" -> {}
            case "replace" -> {
                var replaced = Trees.copy(patch);
                replaced.remove(DIRECTIVE);
                return replaced;
            }
            case "delete" -> {
                return Trees.object();
            }
            case "merge" -> {}
            default -> throw ApiFailure.badRequest("unknown patch type found in map: " + Trees.text(patch, DIRECTIVE));
        }
        if (patch.has(RETAIN)) {
            var retained = Trees.texts(patch, RETAIN);
            List.copyOf(target.propertyNames()).stream()
                    .filter(name -> !retained.contains(name))
                    .forEach(target::remove);
        }
        for (var entry : patch.properties()) {
            var name = entry.getKey();
            if (name.startsWith(DELETE_PRIMITIVES)) {
                deletePrimitives(target, name.substring(DELETE_PRIMITIVES.length()), entry.getValue());
            } else if (!name.startsWith("$")) {
                mergeField(target, name, entry.getValue(), field(shape, name), patch.path(ORDER + name));
            }
        }
        for (var entry : patch.properties()) {
            if (entry.getKey().startsWith(ORDER)) {
                var name = entry.getKey().substring(ORDER.length());
                if (!patch.has(name) && target.path(name) instanceof ArrayNode list) {
                    target.set(
                            name, reorder(new ArrayList<>(list.values()), list, entry.getValue(), field(shape, name)));
                }
            }
        }
        return target;
    }

    private static void deletePrimitives(ObjectNode target, String name, JsonNode deleted) {
        if (target.path(name) instanceof ArrayNode list) {
            var kept = Trees.array();
            list.values().stream().filter(item -> !contains(deleted, item)).forEach(kept::add);
            target.set(name, kept);
        }
    }

    private static boolean contains(JsonNode list, JsonNode item) {
        return list.values().stream().anyMatch(other -> Trees.same(other, item));
    }

    private static void mergeField(ObjectNode target, String name, JsonNode change, Shape shape, JsonNode order) {
        var current = target.path(name);
        switch (change) {
            case ObjectNode object -> {
                var merged = mergeObject(current instanceof ObjectNode there ? there : Trees.object(), object, shape);
                if (Trees.text(object, DIRECTIVE).equals("delete")) {
                    target.remove(name);
                } else {
                    target.set(name, merged);
                }
            }
            case ArrayNode list -> {
                if (shape instanceof Shape.ListOf rule && rule.patchMerges()) {
                    var there = current instanceof ArrayNode array ? array : Trees.array();
                    target.set(
                            name,
                            rule.kind() == Shape.ListKind.MAP
                                    ? mergeItems(there, list, rule, order)
                                    : mergePrimitives(there, list));
                } else {
                    target.set(name, list.deepCopy());
                }
            }
            default -> {
                if (change.isNull()) {
                    target.remove(name);
                } else {
                    target.set(name, change);
                }
            }
        }
    }

    private static ArrayNode mergePrimitives(ArrayNode current, ArrayNode added) {
        var merged = current.deepCopy();
        added.values().stream().filter(item -> !contains(merged, item)).forEach(merged::add);
        return merged;
    }

    private static ArrayNode mergeItems(ArrayNode current, ArrayNode patch, Shape.ListOf rule, JsonNode order) {
        var key = rule.patchKey();
        var merged = new ArrayList<JsonNode>(current.values());
        for (var change : patch.values()) {
            if (Trees.text(change, DIRECTIVE).equals("replace") && change.size() == 1) {
                merged.clear();
            }
        }
        for (var change : patch.values()) {
            var directive = Trees.text(change, DIRECTIVE);
            if (directive.equals("replace") && change.size() == 1) {
                continue;
            }
            if (!(change instanceof ObjectNode item) || !item.has(key)) {
                throw ApiFailure.badRequest("map: " + change + " does not contain declared merge key: " + key);
            }
            int index = indexOf(merged, key, item.path(key));
            if (directive.equals("delete")) {
                merged.removeIf(other -> Trees.same(other.path(key), item.path(key)));
            } else if (index >= 0) {
                merged.set(index, mergeObject(Trees.copy(merged.get(index)), item, rule.items()));
            } else {
                merged.add(mergeObject(Trees.object(), item, rule.items()));
            }
        }
        return reorder(merged, current, order.isArray() ? order : patch, rule);
    }

    /** Items that the patch names come in its order; the others keep their place among those that were there. */
    private static ArrayNode reorder(List<JsonNode> merged, ArrayNode before, JsonNode order, Shape shape) {
        var key = shape instanceof Shape.ListOf rule ? rule.patchKey() : "";
        var patched = new ArrayList<JsonNode>();
        var others = new ArrayList<>(merged);
        for (var wanted : order.values()) {
            merged.stream()
                    .filter(item -> Trees.same(keyOf(item, key), keyOf(wanted, key)))
                    .findFirst()
                    .ifPresent(patched::add);
        }
        others.removeIf(item -> patched.stream().anyMatch(other -> Trees.same(keyOf(other, key), keyOf(item, key))));
        var beforeItems = new ArrayList<JsonNode>(before.values());
        var ordered = Trees.array();
        int i = 0;
        int j = 0;
        while (i < patched.size() || j < others.size()) {
            boolean takeOther = i >= patched.size();
            if (!takeOther && j < others.size()) {
                int left = indexOf(beforeItems, key, keyOf(patched.get(i), key));
                int right = indexOf(beforeItems, key, keyOf(others.get(j), key));
                takeOther = left >= 0 && right >= 0 && right < left;
            }
            ordered.add(takeOther ? others.get(j++) : patched.get(i++));
        }
        return ordered;
    }

    private static JsonNode keyOf(JsonNode item, String key) {
        return key.isEmpty() || !item.isObject() ? item : item.path(key);
    }

    private static int indexOf(List<JsonNode> items, String key, JsonNode value) {
        for (int i = 0; i < items.size(); i++) {
            if (Trees.same(keyOf(items.get(i), key), value)) {
                return i;
            }
        }
        return -1;
    }

    private static Shape field(Shape shape, String name) {
        return switch (shape) {
            case Shape.Struct struct -> {
                var field = struct.fields().get().get(name);
                yield field == null ? new Shape.Anything() : field.shape();
            }
            case Shape.MapOf map -> map.values();
            case Shape.Scalar _, Shape.ListOf _, Shape.Anything _ -> new Shape.Anything();
        };
    }
}
