package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an object as paths, in the notation of {@code fieldsV1}: {@code f:spec}, {@code k:{"name":"web"}},
 * {@code v:"item"}.
 */
final class FieldPaths {

    /** Stands for "this container exists". */
    private static final JsonNode PRESENT = Trees.object();

    /** What the server itself writes belongs to nobody. */
    private static final Set<List<String>> NOBODYS = Set.of(
            List.of("f:apiVersion"),
            List.of("f:kind"),
            List.of("f:metadata", "f:name"),
            List.of("f:metadata", "f:namespace"),
            List.of("f:metadata", "f:generateName"),
            List.of("f:metadata", "f:uid"),
            List.of("f:metadata", "f:resourceVersion"),
            List.of("f:metadata", "f:generation"),
            List.of("f:metadata", "f:selfLink"),
            List.of("f:metadata", "f:creationTimestamp"),
            List.of("f:metadata", "f:deletionTimestamp"),
            List.of("f:metadata", "f:deletionGracePeriodSeconds"),
            List.of("f:metadata", "f:managedFields"));

    private final Map<List<String>, JsonNode> found = new LinkedHashMap<>();

    private FieldPaths() {}

    /** Every field with its value; containers that stand for themselves have an empty object as value. */
    static Map<List<String>, JsonNode> of(ObjectNode object, Shape.Struct shape) {
        var paths = new FieldPaths();
        paths.struct(object, shape, List.of());
        paths.found
                .keySet()
                .removeIf(path -> path.size() >= 2
                        ? NOBODYS.contains(path.subList(0, 2))
                                || path.getFirst().equals("f:apiVersion")
                        : NOBODYS.contains(path));
        return paths.found;
    }

    private void struct(JsonNode object, Shape.Struct shape, List<String> path) {
        var fields = shape.fields().get();
        object.properties().forEach(entry -> {
            var field = fields.get(entry.getKey());
            visit(
                    entry.getValue(),
                    field == null ? new Shape.Anything() : field.shape(),
                    extend(path, "f:" + entry.getKey()));
        });
    }

    private void visit(JsonNode value, Shape shape, List<String> path) {
        switch (shape) {
            case Shape.Struct struct
            when !struct.atomic() && value.isObject() -> {
                if (value.isEmpty()) {
                    found.put(path, PRESENT);
                }
                struct(value, struct, path);
            }
            case Shape.MapOf(var values, var atomic)
            when !atomic && value.isObject() -> {
                found.put(path, PRESENT);
                value.properties()
                        .forEach(entry -> visit(entry.getValue(), values, extend(path, "f:" + entry.getKey())));
            }
            case Shape.ListOf list
            when list.kind() != Shape.ListKind.ATOMIC && value instanceof ArrayNode items -> {
                if (items.isEmpty()) {
                    found.put(path, PRESENT);
                }
                for (var item : items.values()) {
                    var itemPath = extend(path, element(item, list));
                    found.put(itemPath, PRESENT);
                    if (list.items() instanceof Shape.Struct struct && item.isObject()) {
                        struct(item, struct, itemPath);
                    }
                }
            }
            default -> found.put(path, value);
        }
    }

    /** How one item of a list is named in a path. */
    static String element(JsonNode item, Shape.ListOf list) {
        if (list.kind() == Shape.ListKind.SET) {
            return "v:" + item;
        }
        var keys = Trees.object();
        list.keys().stream().sorted().forEach(key -> {
            if (item.has(key)) {
                keys.set(key, item.path(key));
            } else if (key.equals("protocol")) {
                keys.put(key, "TCP");
            }
        });
        return "k:" + keys;
    }

    static List<String> extend(List<String> path, String step) {
        var longer = new ArrayList<String>(path.size() + 1);
        longer.addAll(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    static Set<List<String>> read(JsonNode fields) {
        var paths = new LinkedHashSet<List<String>>();
        read(fields, List.of(), paths);
        return paths;
    }

    private static void read(JsonNode fields, List<String> path, Set<List<String>> into) {
        if (fields.isEmpty() && !path.isEmpty()) {
            into.add(path);
        }
        fields.properties().forEach(entry -> {
            if (entry.getKey().equals(".")) {
                into.add(path);
            } else {
                read(entry.getValue(), extend(path, entry.getKey()), into);
            }
        });
    }

    static ObjectNode write(Set<List<String>> paths) {
        var root = Trees.object();
        paths.forEach(path -> Trees.child(root, path.toArray(String[]::new)));
        for (var path : paths) {
            var node = Trees.child(root, path.toArray(String[]::new));
            if (!node.isEmpty()) {
                node.putObject(".");
            }
        }
        return root;
    }

    /** The path as people read it: {@code .spec.containers[name="web"].image}. */
    static String print(List<String> path) {
        var text = new StringBuilder();
        for (var step : path) {
            var rest = step.substring(2);
            switch (step.charAt(0)) {
                case 'f' -> text.append('.').append(rest);
                case 'v' -> text.append("[=").append(rest).append(']');
                case 'k' -> {
                    var keys = new ArrayList<String>();
                    Trees.parse(rest).properties().forEach(entry -> keys.add(entry.getKey() + "=" + entry.getValue()));
                    text.append('[').append(String.join(",", keys)).append(']');
                }
                default -> text.append('[').append(rest).append(']');
            }
        }
        return text.toString();
    }
}
