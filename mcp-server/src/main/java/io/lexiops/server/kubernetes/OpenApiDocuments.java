package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The schemas of the API server, one document for each group and version. A document is kept under its address, which has
 * its hash in it, so it is never stale; only the newest few are kept, since the one of the core group is large. A server
 * without such documents has a single one, of which what a kind needs is kept for a short time.
 */
final class OpenApiDocuments {

    private static final int KEPT = 4;
    private static final Duration KEPT_FOR = Duration.ofMinutes(2);

    private final Kubernetes kubernetes;
    private final InstantSource clock;
    private final Map<String, Kept> schemas = new LinkedHashMap<>(8, 0.75f, true);

    OpenApiDocuments(Kubernetes kubernetes, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.clock = clock;
    }

    private record Kept(Map<String, Object> schemas, Instant until) {}

    /**
     * What a kind looks like.
     *
     * @throws ToolFailed {@code NOT_FOUND} if the server does not tell
     */
    FieldSchema of(ResourceType type) {
        var document = index().map(index -> version3(index, type)).orElseGet(() -> version2(type));
        return document.values().stream()
                .filter(Map.class::isInstance)
                .map(schema -> new KubernetesObject(TreeDifference.map(schema)))
                .filter(schema -> describes(schema, type))
                .findFirst()
                .map(schema -> FieldSchema.root(document, schema.content()))
                .orElseThrow(() -> unknown(type));
    }

    /** Empty for a server that has no OpenAPI v3. */
    private Optional<KubernetesObject> index() {
        try {
            return Optional.of(new KubernetesObject(kubernetes.raw("/openapi/v3")));
        } catch (ToolFailed e) {
            // Kubernetes 1.20 says 403 to who may read discovery but not what it does not know.
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Map<String, Object> version3(KubernetesObject index, ResourceType type) {
        var path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
        var address = index.textAt("", "paths", path, "serverRelativeURL");
        if (address.isEmpty()) {
            throw unknown(type);
        }
        return kept(
                address,
                Instant.MAX,
                () -> new KubernetesObject(kubernetes.raw(address)).mapAt("components", "schemas"));
    }

    private Map<String, Object> version2(ResourceType type) {
        return kept(
                OpenApiV2.PATH + " " + type.apiVersion() + " " + type.kind(),
                clock.instant().plus(KEPT_FOR),
                () -> new OpenApiV2(kubernetes).definitions(type));
    }

    private synchronized Map<String, Object> kept(String what, Instant until, Supplier<Map<String, Object>> read) {
        // Two clusters may have the same address for documents that differ in what is installed there.
        var key = kubernetes.identity().context() + " " + what;
        var known = schemas.get(key);
        if (known != null && known.until().isAfter(clock.instant())) {
            return known.schemas();
        }
        var fresh = read.get();
        schemas.put(key, new Kept(fresh, until));
        if (schemas.size() > KEPT) {
            schemas.remove(schemas.keySet().iterator().next());
        }
        return fresh;
    }

    static boolean describes(KubernetesObject schema, ResourceType type) {
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
