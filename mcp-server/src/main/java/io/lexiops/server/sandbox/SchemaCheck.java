package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an object as its type demands: unknown fields are dropped and named, wrong types are refused. */
final class SchemaCheck {

    private final List<String> unknown = new ArrayList<>();
    private final String kind;
    private final String version;

    private SchemaCheck(String kind, String version) {
        this.kind = kind;
        this.version = version;
    }

    /** Drops what is not in the schema and puts scalars into their one form; returns the paths that were dropped. */
    static List<String> prune(ResourceType type, Shape.Struct shape, ObjectNode object) {
        var check = new SchemaCheck(type.kind(), type.version());
        check.struct(object, shape, "", "");
        return List.copyOf(check.unknown);
    }

    private void struct(ObjectNode object, Shape.Struct shape, String path, String goPath) {
        var fields = shape.fields().get();
        for (var name : List.copyOf(object.propertyNames())) {
            var field = fields.get(name);
            var value = object.path(name);
            if (value.isNull()) {
                if (!shape.open()) {
                    object.remove(name);
                }
            } else if (field == null) {
                if (!shape.open()) {
                    unknown.add(join(path, name));
                    object.remove(name);
                }
            } else {
                var checked = check(value, field.shape(), join(path, name), shape.name(), join(goPath, name));
                object.set(name, checked);
            }
        }
    }

    private JsonNode check(JsonNode value, Shape shape, String path, String owner, String goPath) {
        return switch (shape) {
            case Shape.Anything _ -> value;
            case Shape.Scalar(var type) -> scalar(value, type, owner, goPath);
            case Shape.Struct struct -> {
                if (!(value instanceof ObjectNode object)) {
                    throw mismatch(value, owner, goPath, "v1." + struct.name());
                }
                struct(object, struct, path, goPath);
                yield object;
            }
            case Shape.MapOf(var values, var _) -> {
                if (!(value instanceof ObjectNode object)) {
                    throw mismatch(value, owner, goPath, "map[string]" + goName(values));
                }
                for (var name : List.copyOf(object.propertyNames())) {
                    object.set(name, check(object.path(name), values, join(path, name), owner, goPath));
                }
                yield object;
            }
            case Shape.ListOf list -> {
                if (!(value instanceof ArrayNode array)) {
                    throw mismatch(value, owner, goPath, "[]" + goName(list.items()));
                }
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, check(array.get(i), list.items(), path + "[" + i + "]", owner, goPath));
                }
                yield array;
            }
        };
    }

    private JsonNode scalar(JsonNode value, String type, String owner, String goPath) {
        if (value.isNull()) {
            return value;
        }
        boolean fits = switch (type) {
            case "int" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "bool" -> value.isBoolean();
            case "intstr" -> value.isIntegralNumber() || value.isString();
            case "quantity" -> value.isNumber() || value.isString();
            default -> value.isString();
        };
        if (!fits) {
            throw mismatch(value, owner, goPath, goName(type));
        }
        if (type.equals("quantity")) {
            var quantity = Quantity.parse(value.asString());
            if (quantity.isEmpty()) {
                throw handled(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            }
            return Trees.JSON.valueToTree(quantity.get().toString());
        }
        return value;
    }

    private ApiFailure mismatch(JsonNode value, String owner, String goPath, String goType) {
        var actual = switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "number" : "number " + value.asString();
            case STRING -> "string";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
        return handled("json: cannot unmarshal " + actual + " into Go struct field " + owner + "." + goPath
                + " of type " + goType);
    }

    private ApiFailure handled(String why) {
        return ApiFailure.badRequest(
                kind + " in version " + ApiFailure.quoted(version) + " cannot be handled as a " + kind + ": " + why);
    }

    private static String goName(String scalar) {
        return switch (scalar) {
            case "int" -> "int32";
            case "number" -> "float64";
            case "quantity" -> "resource.Quantity";
            case "intstr" -> "intstr.IntOrString";
            case "bytes" -> "[]uint8";
            case "time" -> "v1.Time";
            default -> scalar;
        };
    }

    private static String goName(Shape shape) {
        return switch (shape) {
            case Shape.Scalar scalar -> goName(scalar.type());
            case Shape.Struct struct -> "v1." + struct.name();
            case Shape.MapOf map -> "map[string]" + goName(map.values());
            case Shape.ListOf list -> "[]" + goName(list.items());
            case Shape.Anything _ -> "interface {}";
        };
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
