package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The shapes of all served kinds, read from {@code schema.json}.
 *
 * <p>There a type is written as {@code V1Pod}, {@code [V1Container]map:name/name} (list, keys for apply / for patches),
 * {@code [string]set}, {@code {string}atomic}; an exclamation mark at the end says required.
 */
final class Schema {

    private static final Set<String> SCALARS =
            Set.of("string", "int", "number", "bool", "time", "bytes", "quantity", "intstr");

    private final Map<String, Shape.Struct> structs = new ConcurrentHashMap<>();

    static Schema load() {
        try (var in = Schema.class.getResourceAsStream("/sandbox/schema.json")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/schema.json is not on the class path");
            }
            var schema = new Schema();
            Trees.JSON.readTree(in).properties().forEach(type -> schema.declare(type.getKey(), type.getValue()));
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void declare(String name, JsonNode fields) {
        var parsed = new LazyFields(fields);
        structs.put(name, new Shape.Struct(name.replaceFirst("^.*?V\\d(?=[A-Z])", ""), parsed::fields, false, false));
    }

    /** What a custom resource definition declares. */
    void declare(String name, Shape.Struct struct) {
        structs.put(name, struct);
    }

    /** Kinds that are never stored need no shape. */
    boolean knows(ResourceType type) {
        return structs.containsKey(type.model());
    }

    Shape.Struct of(ResourceType type) {
        return named(type.model());
    }

    private Shape.Struct named(String name) {
        var struct = structs.get(name);
        if (struct == null) {
            throw new IllegalStateException("the schema has no " + name);
        }
        return struct;
    }

    /** Types refer to each other in circles, so fields are read when first asked for. */
    private final class LazyFields {
        private final JsonNode written;
        private volatile Map<String, Shape.Field> fields = Map.of();

        LazyFields(JsonNode written) {
            this.written = written;
        }

        Map<String, Shape.Field> fields() {
            if (fields.isEmpty()) {
                var parsed = new LinkedHashMap<String, Shape.Field>();
                written.properties().forEach(entry -> {
                    var type = entry.getValue().asString();
                    boolean required = type.endsWith("!");
                    parsed.put(
                            entry.getKey(),
                            new Shape.Field(shape(required ? type.substring(0, type.length() - 1) : type), required));
                });
                fields = parsed;
            }
            return fields;
        }
    }

    private Shape shape(String type) {
        if (type.startsWith("[")) {
            int end = type.lastIndexOf(']');
            return list(shape(type.substring(1, end)), type.substring(end + 1));
        }
        if (type.startsWith("{")) {
            int end = type.lastIndexOf('}');
            return new Shape.MapOf(shape(type.substring(1, end)), type.endsWith("atomic"));
        }
        if (SCALARS.contains(type)) {
            return new Shape.Scalar(type);
        }
        if (type.equals("any")) {
            return new Shape.Anything();
        }
        return type.endsWith(" atomic")
                ? named(type.substring(0, type.indexOf(' '))).asAtomic()
                : named(type);
    }

    private static Shape list(Shape items, String rule) {
        boolean retainKeys = rule.endsWith(" retainKeys");
        var merging = retainKeys ? rule.substring(0, rule.indexOf(' ')) : rule;
        if (merging.equals("set") || merging.equals("sset")) {
            return new Shape.ListOf(items, Shape.ListKind.SET, List.of(), "", merging.equals("set"), false);
        }
        if (merging.startsWith("map:")) {
            var parts = merging.substring(4).split("/", 2);
            var patchKey = parts.length > 1 ? parts[1] : "";
            return new Shape.ListOf(
                    items,
                    Shape.ListKind.MAP,
                    Arrays.asList(parts[0].split(",")),
                    patchKey,
                    !patchKey.isEmpty(),
                    retainKeys);
        }
        return new Shape.ListOf(items, Shape.ListKind.ATOMIC, List.of(), "", false, false);
    }
}
