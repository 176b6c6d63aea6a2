package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a caller sends, as strictly as the caller asks for. */
final class RequestBodies {

    /** An object that fits its type, and what was said about it. */
    record Body(ObjectNode object, List<String> warnings) {}

    private final Schema schema;

    RequestBodies(Schema schema) {
        this.schema = schema;
    }

    Body read(ResourceCall call, WriteOptions options) {
        if (!(tree(call.request()) instanceof ObjectNode object)) {
            throw ApiFailure.badRequest("the object provided is unrecognized (must be of type "
                    + call.type().kind() + "): couldn't get version/kind; json parse error");
        }
        return check(call.type(), object, options);
    }

    Body check(ResourceType type, ObjectNode object, WriteOptions options) {
        var apiVersion = Trees.textOr(type.apiVersion(), object, "apiVersion");
        var kind = Trees.textOr(type.kind(), object, "kind");
        if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw ApiFailure.badRequest(
                    kind + " in version " + ApiFailure.quoted(version(apiVersion)) + " cannot be handled as a "
                            + type.kind() + ": no kind " + ApiFailure.quoted(kind) + " is registered for version "
                            + ApiFailure.quoted(apiVersion)
                            + " in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
        }
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        var unknown = SchemaCheck.prune(type, schema.of(type), object);
        var warnings = new ArrayList<String>();
        unknown.forEach(field -> warnings.add("unknown field " + ApiFailure.quoted(field)));
        if (options.fieldValidation().equals("Strict") && !warnings.isEmpty()) {
            throw ApiFailure.badRequest(
                    type.kind() + " in version " + ApiFailure.quoted(type.version()) + " cannot be handled as a "
                            + type.kind() + ": strict decoding error: " + String.join(", ", warnings));
        }
        return new Body(object, options.fieldValidation().equals("Ignore") ? List.of() : warnings);
    }

    private static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    JsonNode tree(ApiRequest request) {
        if (request.contentType().contains("cbor")) {
            throw ApiFailure.unsupportedMediaType(
                    List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"));
        }
        if (request.contentType().contains("protobuf")) {
            return Protobuf.read(request.body().bytes());
        }
        return request.contentType().contains("yaml") ? yaml(request) : json(request);
    }

    JsonNode json(ApiRequest request) {
        try {
            return Trees.JSON.readTree(request.body().bytes());
        } catch (JacksonException e) {
            throw ApiFailure.badRequest("couldn't get version/kind; json parse error: " + firstLine(e));
        }
    }

    ObjectNode yaml(ApiRequest request) {
        try {
            var documents = SnakeYamlDocuments.read(request.body().text());
            if (documents.size() != 1) {
                throw ApiFailure.badRequest("error decoding YAML: expected one document");
            }
            return documents.getFirst();
        } catch (IllegalArgumentException e) {
            throw ApiFailure.badRequest("error decoding YAML: " + firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        var message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    JsonNode deleteOptions(ApiRequest request) {
        var options = Trees.object();
        if (!request.body().isEmpty() && tree(request) instanceof ObjectNode given) {
            options = given;
        }
        for (var name : List.of("gracePeriodSeconds", "propagationPolicy", "orphanDependents")) {
            var value = request.query(name);
            if (!value.isEmpty() && !options.has(name)) {
                switch (name) {
                    case "gracePeriodSeconds" -> options.put(name, request.queryNumber(name, 0));
                    case "orphanDependents" -> options.put(name, request.queryIs(name));
                    default -> options.put(name, value);
                }
            }
        }
        return options;
    }
}
