package io.lexiops.server.argocd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published OpenAPI document (Swagger 2) of Argo CD: says what is wrong with a request. */
final class ArgoCdContract {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode document;

    private ArgoCdContract(JsonNode document) {
        this.document = document;
    }

    /** The document that ARGOCD_OPENAPI names; it is not part of the project. */
    static Optional<ArgoCdContract> published() {
        var path = System.getenv("ARGOCD_OPENAPI");
        if (path == null || path.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ArgoCdContract(JSON.readTree(Files.readString(Path.of(path)))));
        } catch (IOException e) {
            throw new IllegalStateException("ARGOCD_OPENAPI names no readable file", e);
        }
    }

    List<String> violations(RecordedRequest request) {
        var operation = operation(request);
        if (operation.isEmpty()) {
            return List.of("no such operation: " + request.getMethod() + " "
                    + request.getUrl().encodedPath());
        }
        var problems = new ArrayList<String>();
        Set<String> known = operation
                .get()
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .map(parameter -> parameter.path("name").asString())
                .collect(Collectors.toSet());
        request.getUrl().queryParameterNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add("unknown query parameter " + name));
        var body = request.getBody();
        var schema = operation
                .get()
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString().equals("body"))
                .map(parameter -> parameter.path("schema"))
                .findFirst();
        if (schema.isEmpty()) {
            if (body != null && body.size() > 0) {
                problems.add("a body where none is expected");
            }
        } else if (body == null || body.size() == 0) {
            problems.add("no body");
        } else {
            check("body", schema.get(), JSON.readTree(body.utf8()), problems);
        }
        return problems;
    }

    private Optional<JsonNode> operation(RecordedRequest request) {
        var segments = request.getUrl().encodedPath().split("/");
        return document.path("paths").properties().stream()
                .filter(path -> matches(path.getKey().split("/"), segments))
                .map(path ->
                        path.getValue().path(String.valueOf(request.getMethod()).toLowerCase(Locale.ROOT)))
                .filter(operation -> !operation.isMissingNode())
                .findFirst();
    }

    private static boolean matches(String[] template, String[] segments) {
        if (template.length != segments.length) {
            return false;
        }
        for (int i = 0; i < template.length; i++) {
            if (!template[i].startsWith("{") && !template[i].equals(segments[i])) {
                return false;
            }
        }
        return true;
    }

    private void check(String where, JsonNode schema, JsonNode value, List<String> problems) {
        var reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            check(
                    where,
                    document.path("definitions").path(reference.substring("#/definitions/".length())),
                    value,
                    problems);
            return;
        }
        switch (schema.path("type").asString("object")) {
            case "object" -> {
                if (!value.isObject()) {
                    problems.add(where + " must be an object");
                    return;
                }
                value.properties().forEach(property -> {
                    var inner = schema.path("properties").path(property.getKey());
                    if (inner.isMissingNode()) {
                        problems.add(where + " has an unknown property " + property.getKey());
                    } else {
                        check(where + "." + property.getKey(), inner, property.getValue(), problems);
                    }
                });
            }
            case "array" -> {
                if (value.isArray()) {
                    value.forEach(item -> check(where + "[]", schema.path("items"), item, problems));
                } else {
                    problems.add(where + " must be an array");
                }
            }
            case "string" -> expect(where, value.isString(), "a string", problems);
            case "boolean" -> expect(where, value.isBoolean(), "a boolean", problems);
            case "integer" -> expect(where, value.isIntegralNumber(), "an integer", problems);
            default -> expect(where, value.isNumber(), "a number", problems);
        }
    }

    private static void expect(String where, boolean right, String what, List<String> problems) {
        if (!right) {
            problems.add(where + " must be " + what);
        }
    }
}
