package io.lexiops.server.sandbox;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI documents: which fields the kinds have, and that the server validates fields itself. */
final class OpenApi {

    private final Machinery machinery;
    private final OpenApiSchemas schemas;

    OpenApi(Machinery machinery) {
        this.machinery = machinery;
        this.schemas = new OpenApiSchemas(machinery);
    }

    JsonNode index() {
        var index = Trees.object();
        var paths = index.putObject("paths");
        for (var type : machinery.catalog().all()) {
            var path = path(type);
            paths.putObject(path)
                    .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(type.group(), type.version()));
        }
        return index;
    }

    /** Changes whenever the document does: built-in kinds never change, custom ones with their definition. */
    private String hash(String group, String version) {
        var hash = new StringBuilder("1");
        machinery.catalog().ofVersion(group, version).stream()
                .filter(ResourceType::isCustom)
                .forEach(type ->
                        hash.append('-').append(Trees.text(schemas.definition(type), "metadata", "resourceVersion")));
        return hash.toString();
    }

    private static String path(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }

    JsonNode version3(String group, String version) {
        var types = machinery.catalog().ofVersion(group, version);
        if (types.isEmpty()) {
            throw ApiFailure.noSuchResource();
        }
        var document = Trees.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.4");
        var paths = document.putObject("paths");
        types.forEach(type -> describe(paths, type));
        document.putObject("components").set("schemas", schemas.of(types));
        return document;
    }

    private static void describe(ObjectNode paths, ResourceType type) {
        var root = "/" + path(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
        operation(paths, root, "post", type);
        operation(paths, root + "/{name}", "put", type);
        operation(paths, root + "/{name}", "patch", type);
    }

    private static void operation(ObjectNode paths, String path, String method, ResourceType type) {
        var operation = Trees.child(paths, path).putObject(method);
        operation.putObject("responses");
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
        var parameters = operation.putArray("parameters");
        for (var name : new String[] {"dryRun", "fieldManager", "fieldValidation"}) {
            parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "query")
                    .putObject("schema")
                    .put("type", "string");
        }
    }

    /** @param described whether the kinds are in it; where there is version 3, clients shall find them there */
    JsonNode version2(boolean described) {
        var document = Trees.object().put("swagger", "2.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.4");
        document.putObject("paths");
        var definitions = document.putObject("definitions");
        if (described) {
            definitions.setAll(schemas.of(machinery.catalog().all()));
            toVersion2(definitions);
        }
        return document;
    }

    /** References lead elsewhere, and there is no choice between types. */
    private static void toVersion2(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            var target = Trees.text(object, "$ref");
            if (!target.isEmpty()) {
                object.put("$ref", target.replace("#/components/schemas/", "#/definitions/"));
            }
            if (object.path("oneOf").isArray()) {
                object.remove("oneOf");
                object.put("type", "string");
            }
        }
        schema.forEach(OpenApi::toVersion2);
    }
}
