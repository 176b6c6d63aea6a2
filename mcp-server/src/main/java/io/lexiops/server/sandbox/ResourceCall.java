package io.lexiops.server.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A request about a resource.
 *
 * @param namespace empty for cluster-wide resources and for lists over all namespaces
 * @param name empty for the collection
 */
record ResourceCall(
        ApiRequest request, Identity identity, ResourceType type, String namespace, String name, String subresource) {

    ObjectId id() {
        return new ObjectId(type.storageKey(), type.namespaced() ? namespace : "", name);
    }

    /** The same about another version of the resource. */
    ResourceCall as(ResourceType version) {
        return new ResourceCall(request, identity, version, namespace, name, subresource);
    }

    /** The verb as RBAC knows it. */
    String verb() {
        boolean collection = name.isEmpty();
        return switch (request.method()) {
            case "GET", "HEAD" -> isWatch() ? "watch" : collection ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    boolean isWatch() {
        return request.queryIs("watch") && subresource.isEmpty();
    }

    Action action() {
        // a namespace itself is asked for in its own namespace, so that a role there can allow it
        var where = type.storageKey().equals("namespaces") ? name : namespace;
        var resource = subresource.isEmpty() ? type.plural() : type.plural() + "/" + subresource;
        return Action.on(verb(), type.group(), resource, where, name);
    }

    /** Reads the path; absent if no such resource is served. */
    static @Nullable ResourceCall parse(ApiRequest request, Identity identity, ResourceCatalog catalog) {
        boolean core = request.path(0).equals("api");
        int next = core ? 2 : 3;
        var group = core ? "" : request.path(1);
        var version = core ? request.path(1) : request.path(2);
        var namespace = "";
        if (request.path(next).equals("watch")) {
            next++;
        }
        if (request.path(next).equals("namespaces")
                && request.path().size() > next + 2
                && !isNamespacePart(request.path(next + 2))) {
            namespace = request.path(next + 1);
            next += 2;
        }
        var type = catalog.find(group, version, request.path(next));
        if (type.isEmpty() || request.path().size() > next + 3) {
            return null;
        }
        if (!namespace.isEmpty() && !type.get().namespaced()) {
            return null;
        }
        return new ResourceCall(
                request, identity, type.get(), namespace, request.path(next + 1), request.path(next + 2));
    }

    private static boolean isNamespacePart(String part) {
        return part.equals("status") || part.equals("finalize");
    }
}
