package io.lexiops.server.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request that the API refuses, as the Status object that Kubernetes sends. */
final class ApiFailure extends RuntimeException {

    /** One reason of a refusal. */
    record Cause(String reason, String message, String field) {

        static Cause required(String field, String detail) {
            return new Cause("FieldValueRequired", "Required value" + (detail.isEmpty() ? "" : ": " + detail), field);
        }

        static Cause invalid(String field, String value, String detail) {
            return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + detail, field);
        }

        static Cause invalidText(String field, String value, String detail) {
            return invalid(field, quoted(value), detail);
        }

        static Cause unsupported(String field, String value, List<String> supported) {
            var names = supported.stream().map(ApiFailure::quoted).toList();
            return new Cause(
                    "FieldValueNotSupported",
                    "Unsupported value: " + quoted(value) + ": supported values: " + String.join(", ", names),
                    field);
        }

        static Cause forbidden(String field, String detail) {
            return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
        }

        static Cause duplicate(String field, String value) {
            return new Cause("FieldValueDuplicate", "Duplicate value: " + quoted(value), field);
        }

        static Cause notFound(String field, String value) {
            return new Cause("FieldValueNotFound", "Not found: " + quoted(value), field);
        }
    }

    private final int code;
    private final ObjectNode status;

    private ApiFailure(int code, String reason, String message, @Nullable ObjectNode details) {
        this(code, reason, message, details, message);
    }

    private ApiFailure(int code, String reason, String message, @Nullable ObjectNode details, String internally) {
        super(internally);
        this.code = code;
        var node = Trees.object();
        node.put("kind", "Status").put("apiVersion", "v1");
        node.putObject("metadata");
        node.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        if (details != null) {
            node.set("details", details);
        }
        node.put("code", code);
        this.status = node;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    private static ObjectNode details(String group, String resource, String name) {
        var details = Trees.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!resource.isEmpty()) {
            details.put("kind", resource);
        }
        return details;
    }

    static ApiFailure notFound(String group, String resource, String name) {
        return new ApiFailure(
                404,
                "NotFound",
                qualified(group, resource) + " " + quoted(name) + " not found",
                details(group, resource, name));
    }

    /** No such path: the server says this without naming anything. */
    static ApiFailure noSuchResource() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource", details("", "", ""));
    }

    static ApiFailure alreadyExists(String group, String resource, String name) {
        return new ApiFailure(
                409,
                "AlreadyExists",
                qualified(group, resource) + " " + quoted(name) + " already exists",
                details(group, resource, name));
    }

    static ApiFailure conflict(String group, String resource, String name, String why) {
        return new ApiFailure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(group, resource) + " " + quoted(name) + ": " + why,
                details(group, resource, name));
    }

    static ApiFailure applyConflict(List<Cause> causes, String message) {
        return new ApiFailure(409, "Conflict", message, withCauses(Trees.object(), causes));
    }

    static ApiFailure invalid(String group, String kind, String name, List<Cause> causes) {
        var texts = causes.stream()
                .map(cause -> cause.field().isEmpty() ? cause.message() : cause.field() + ": " + cause.message())
                .distinct()
                .toList();
        var joined = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        return new ApiFailure(
                422,
                "Invalid",
                qualified(group, kind) + " " + quoted(name) + " is invalid: " + joined,
                withCauses(details(group, kind, name), causes));
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message, null);
    }

    static ApiFailure forbidden(String group, String resource, String name, String why) {
        var subject = resource.isEmpty()
                ? ""
                : qualified(group, resource) + (name.isEmpty() ? "" : " " + quoted(name)) + " is ";
        return new ApiFailure(403, "Forbidden", subject + "forbidden: " + why, details(group, resource, name));
    }

    static ApiFailure namespaceTerminating(String group, String resource, String name, String namespace) {
        var failure = forbidden(
                group,
                resource,
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        withCauses(
                (ObjectNode) failure.status.path("details"),
                List.of(new Cause(
                        "NamespaceTerminating",
                        "namespace " + namespace + " is being terminated",
                        "metadata.namespace")));
        return failure;
    }

    static ApiFailure unauthorized() {
        return new ApiFailure(401, "Unauthorized", "Unauthorized", null);
    }

    static ApiFailure methodNotAllowed() {
        return new ApiFailure(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Trees.object());
    }

    static ApiFailure unsupportedMediaType(List<String> accepted) {
        return new ApiFailure(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                Trees.object());
    }

    static ApiFailure gone(String message) {
        return new ApiFailure(410, "Expired", message, null);
    }

    /** A patch that is well formed and does not fit the object. */
    static ApiFailure patchRefused(String why) {
        return new ApiFailure(
                422, "Invalid", "the server rejected our request due to an error in our request", Trees.object(), why);
    }

    /** An error that the server has no words of its own for. */
    static ApiFailure plain(String message) {
        return new ApiFailure(500, "", message, null);
    }

    static ApiFailure tooLarge() {
        return new ApiFailure(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", null);
    }

    static ApiFailure tooManyRequests(String message, List<Cause> causes) {
        return new ApiFailure(429, "TooManyRequests", message, withCauses(Trees.object(), causes));
    }

    static ApiFailure internal(String message) {
        var details = withCauses(Trees.object(), List.of(new Cause("", message, "")));
        return new ApiFailure(500, "InternalError", "Internal error occurred: " + message, details);
    }

    private static ObjectNode withCauses(ObjectNode details, List<Cause> causes) {
        var list = details.putArray("causes");
        for (var cause : causes) {
            var node = list.addObject();
            if (!cause.reason().isEmpty()) {
                node.put("reason", cause.reason());
            }
            node.put("message", cause.message());
            if (!cause.field().isEmpty()) {
                node.put("field", cause.field());
            }
        }
        return details;
    }
}
