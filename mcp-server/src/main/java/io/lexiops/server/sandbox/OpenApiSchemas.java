package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the shapes of kinds as OpenAPI schemas. Custom kinds are shown as their definition describes them. */
final class OpenApiSchemas {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final Machinery machinery;
    private final Map<String, ObjectNode> defaults = Defaults.byType();
    private final JsonNode descriptions = descriptions();

    OpenApiSchemas(Machinery machinery) {
        this.machinery = machinery;
    }

    /** The schemas of these kinds, and of everything that they are made of, by name. */
    ObjectNode of(List<ResourceType> types) {
        var schemas = Trees.object();
        for (var type : types) {
            if (type.isCustom()) {
                custom(type, schemas);
            } else if (machinery.schema().knows(type)) {
                var shape = machinery.schema().of(type);
                struct(shape, type, schemas);
                mark((ObjectNode) schemas.path(name(shape.name(), type)), type);
            }
        }
        return schemas;
    }

    /** The definition of a custom kind. */
    JsonNode definition(ResourceType type) {
        return machinery
                .store()
                .find(new ObjectId(CustomResources.DEFINITIONS, "", type.storageKey()))
                .<JsonNode>map(found -> found)
                .orElse(Trees.JSON.missingNode());
    }

    private void custom(ResourceType type, ObjectNode schemas) {
        var version = Trees.items(definition(type), "spec", "versions").stream()
                .filter(one -> Trees.text(one, "name").equals(type.version()))
                .findFirst()
                .orElse(Trees.JSON.missingNode());
        var declared = Trees.at(version, "schema", "openAPIV3Schema");
        var schema = declared instanceof ObjectNode object ? Trees.copy(object) : Trees.object();
        schema.put("type", "object");
        var properties = Trees.child(schema, "properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        reference(properties.putObject("metadata"), META);
        var meta = machinery
                .schema()
                .of(machinery.catalog().builtIn("ConfigMap"))
                .fields()
                .get()
                .get("metadata");
        if (meta != null && meta.shape() instanceof Shape.Struct struct) {
            struct(struct, type, schemas);
        }
        mark(schema, type);
        var reversed = List.of(type.group().split("\\.")).reversed();
        schemas.set(String.join(".", reversed) + "." + type.version() + "." + type.kind(), schema);
    }

    private static void mark(ObjectNode schema, ResourceType type) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private void struct(Shape.Struct shape, ResourceType type, ObjectNode schemas) {
        var name = name(shape.name(), type);
        if (schemas.has(name)) {
            return;
        }
        var schema = schemas.putObject(name).put("type", "object");
        describe(schema, shape.name());
        var required = Trees.array();
        var properties = Trees.object();
        shape.fields().get().forEach((field, declared) -> {
            var property = schema(declared.shape(), type, schemas);
            describe(property, shape.name() + "." + field);
            var otherwise = defaults.getOrDefault(shape.name(), Trees.object()).get(field);
            if (otherwise != null && otherwise.isValueNode()) {
                property.set("default", otherwise);
            }
            properties.set(field, property);
            if (declared.required()) {
                required.add(field);
            }
        });
        schema.set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
    }

    private ObjectNode schema(Shape shape, ResourceType type, ObjectNode schemas) {
        var schema = Trees.object();
        switch (shape) {
            case Shape.Scalar(var scalar) -> scalar(schema, scalar);
            case Shape.Anything _ -> schema.put("x-kubernetes-preserve-unknown-fields", true);
            case Shape.MapOf(var values, var _) ->
                schema.put("type", "object").set("additionalProperties", schema(values, type, schemas));
            case Shape.ListOf list -> {
                schema.put("type", "array").set("items", schema(list.items(), type, schemas));
                schema.put(
                        "x-kubernetes-list-type",
                        switch (list.kind()) {
                            case ATOMIC -> "atomic";
                            case SET -> "set";
                            case MAP -> "map";
                        });
            }
            case Shape.Struct struct -> {
                struct(struct, type, schemas);
                reference(schema, name(struct.name(), type));
            }
        }
        return schema;
    }

    private static void reference(ObjectNode schema, String name) {
        schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + name);
    }

    private static void scalar(ObjectNode schema, String scalar) {
        switch (scalar) {
            case "int" -> schema.put("type", "integer").put("format", "int32");
            case "number" -> schema.put("type", "number").put("format", "double");
            case "bool" -> schema.put("type", "boolean");
            case "time" -> schema.put("type", "string").put("format", "date-time");
            case "bytes" -> schema.put("type", "string").put("format", "byte");
            case "quantity" -> {
                var forms = schema.put("format", "quantity").putArray("oneOf");
                forms.addObject().put("type", "string");
                forms.addObject().put("type", "number");
            }
            case "intstr" -> {
                var forms = schema.put("format", "int-or-string").putArray("oneOf");
                forms.addObject().put("type", "integer");
                forms.addObject().put("type", "string");
            }
            default -> schema.put("type", "string");
        }
    }

    private void describe(ObjectNode schema, String key) {
        if (descriptions.has(key)) {
            schema.put("description", descriptions.path(key).asString());
        }
    }

    private static String name(String struct, ResourceType type) {
        if (struct.equals("ObjectMeta")) {
            return META;
        }
        var group = type.group().isEmpty() ? "core" : type.group().split("\\.")[0];
        return "io.k8s.api." + group + "." + type.version() + "." + struct;
    }

    private static JsonNode descriptions() {
        try (var in = OpenApiSchemas.class.getResourceAsStream("/sandbox/descriptions.yaml")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/descriptions.yaml is not on the class path");
            }
            return SnakeYamlDocuments.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
