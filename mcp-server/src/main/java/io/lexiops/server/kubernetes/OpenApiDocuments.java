package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The schemas of the API server, one document for each group and version. A document is kept under its address, which has
 * its hash in it, so it is never stale; only the newest few are kept, since the one of the core group is large.
 */
final class OpenApiDocuments {

    private static final int KEPT = 4;

    private final Kubernetes kubernetes;
    private final Map<String, Map<String, Object>> schemas = new LinkedHashMap<>(8, 0.75f, true);

    OpenApiDocuments(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /**
     * What a kind looks like.
     *
     * @throws ToolFailed {@code NOT_FOUND} if the server does not tell
     */
    FieldSchema of(ResourceType type) {
        var path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
        var address = new KubernetesObject(index()).textAt("", "paths", path, "serverRelativeURL");
        if (address.isEmpty()) {
            throw unknown(type);
        }
        var document = schemas(address);
        return document.values().stream()
                .filter(Map.class::isInstance)
                .map(schema -> new KubernetesObject(TreeDifference.map(schema)))
                .filter(schema -> describes(schema, type))
                .findFirst()
                .map(schema -> FieldSchema.root(document, schema.content()))
                .orElseThrow(() -> unknown(type));
    }

    private Map<String, Object> index() {
        try {
            return kubernetes.raw("/openapi/v3");
        } catch (ToolFailed e) {
            throw e.code() == ErrorCode.NOT_FOUND
                    ? new ToolFailed(
                            ErrorCode.BACKEND_NOT_CONFIGURED,
                            "this API server does not describe its fields by OpenAPI v3",
                            "that needs Kubernetes 1.24 or newer",
                            Map.of(),
                            e)
                    : e;
        }
    }

    private synchronized Map<String, Object> schemas(String address) {
        // Two clusters may have the same address for documents that differ in what is installed there.
        var key = kubernetes.identity().context() + " " + address;
        var known = schemas.get(key);
        if (known != null) {
            return known;
        }
        var read = new KubernetesObject(kubernetes.raw(address)).mapAt("components", "schemas");
        schemas.put(key, read);
        if (schemas.size() > KEPT) {
            schemas.remove(schemas.keySet().iterator().next());
        }
        return read;
    }

    private static boolean describes(KubernetesObject schema, ResourceType type) {
        var version = type.apiVersion().substring(type.apiVersion().indexOf('/') + 1);
        return schema.objectsAt("x-kubernetes-group-version-kind").stream()
                .anyMatch(kind -> type.group().equals(kind.get("group"))
                        && version.equals(kind.get("version"))
                        && type.kind().equals(kind.get("kind")));
    }

    private static ToolFailed unknown(ResourceType type) {
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                "the API server describes no fields of " + type.kind() + " in " + type.apiVersion(),
                "a custom kind without a schema takes any fields");
    }
}
