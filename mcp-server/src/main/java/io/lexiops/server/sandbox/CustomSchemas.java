package io.lexiops.server.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the OpenAPI schema of a custom resource definition. */
final class CustomSchemas {

    private static final String PREFIX = "x-kubernetes-";

    private CustomSchemas() {}

    static Map<String, Shape.Field> fields(JsonNode schema) {
        var fields = new LinkedHashMap<String, Shape.Field>();
        var required = Trees.texts(schema, "required");
        schema.path("properties")
                .properties()
                .forEach(entry -> fields.put(
                        entry.getKey(), new Shape.Field(shape(entry.getValue()), required.contains(entry.getKey()))));
        return fields;
    }

    static boolean isOpen(JsonNode schema) {
        return Trees.truth(schema, PREFIX + "preserve-unknown-fields") || !schema.isObject();
    }

    private static Shape shape(JsonNode schema) {
        if (Trees.truth(schema, PREFIX + "int-or-string")) {
            return new Shape.Scalar("intstr");
        }
        boolean atomic = Trees.text(schema, PREFIX + "map-type").equals("atomic");
        return switch (Trees.text(schema, "type")) {
            case "object" -> {
                if (schema.path("additionalProperties").isObject()) {
                    yield new Shape.MapOf(shape(schema.path("additionalProperties")), atomic);
                }
                if (!schema.has("properties") && isOpen(schema)) {
                    yield new Shape.Anything();
                }
                var fields = Map.copyOf(fields(schema));
                yield new Shape.Struct("", () -> fields, atomic, isOpen(schema));
            }
            case "array" -> {
                var items = shape(schema.path("items"));
                yield switch (Trees.text(schema, PREFIX + "list-type")) {
                    case "map" ->
                        new Shape.ListOf(
                                items,
                                Shape.ListKind.MAP,
                                Trees.texts(schema, PREFIX + "list-map-keys"),
                                "",
                                false,
                                false);
                    case "set" -> new Shape.ListOf(items, Shape.ListKind.SET, List.of(), "", false, false);
                    default -> new Shape.ListOf(items, Shape.ListKind.ATOMIC, List.of(), "", false, false);
                };
            }
            case "integer" -> new Shape.Scalar("int");
            case "number" -> new Shape.Scalar("number");
            case "boolean" -> new Shape.Scalar("bool");
            case "string" -> new Shape.Scalar("string");
            default -> new Shape.Anything();
        };
    }
}
