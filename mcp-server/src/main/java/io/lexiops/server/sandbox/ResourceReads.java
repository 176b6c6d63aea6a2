package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Gets and lists, with selectors and paging. */
final class ResourceReads {

    /** A page of objects. */
    record Page(List<ObjectNode> objects, long version, String next, int remaining) {}

    private final ObjectStore store;
    private final Metrics metrics;

    ResourceReads(Machinery machinery) {
        this.store = machinery.store();
        this.metrics = new Metrics(machinery);
    }

    ObjectNode get(ResourceType type, ObjectId id) {
        return find(type, id)
                .map(object -> as(type, object))
                .orElseThrow(() -> ApiFailure.notFound(type.group(), type.plural(), id.name()));
    }

    private Optional<ObjectNode> find(ResourceType type, ObjectId id) {
        return type.group().equals(Metrics.GROUP)
                ? metrics.all(type, id.namespace()).stream()
                        .filter(object -> Trees.text(object, "metadata", "name").equals(id.name()))
                        .findFirst()
                : store.find(id);
    }

    /** An object is stored once and shown in each of its versions. */
    static ObjectNode as(ResourceType type, ObjectNode object) {
        if (Trees.text(object, "apiVersion").equals(type.apiVersion())) {
            return object;
        }
        if (AutoscalerVersions.concern(type)) {
            return AutoscalerVersions.as(type, object);
        }
        return Trees.copy(object).put("apiVersion", type.apiVersion());
    }

    Page list(ResourceType type, String namespace, ApiRequest request) {
        var snapshot = store.list(type.storageKey(), namespace);
        var labels = LabelSelector.parse(request.query("labelSelector"));
        var fields = FieldSelector.parse(request.query("fieldSelector"), type);
        var matching = new ArrayList<ObjectNode>();
        var all = type.group().equals(Metrics.GROUP) ? metrics.all(type, namespace) : snapshot.objects();
        for (var object : all) {
            if (labels.matches(object) && fields.matches(object)) {
                matching.add(object);
            }
        }
        var token = request.query("continue");
        int limit = request.queryNumber("limit", 0);
        long version = snapshot.version();
        List<ObjectNode> rest = matching;
        if (!token.isEmpty()) {
            var from = decode(token);
            version = from.path("rv").asLong(0);
            if (version < store.oldestVersion() || version > snapshot.version()) {
                throw ApiFailure.gone("The provided continue parameter is too old to display a consistent list result."
                        + " You can start a new list without the continue parameter.");
            }
            var start = Trees.text(from, "start");
            rest = matching.stream()
                    .filter(object -> key(object).compareTo(start) >= 0)
                    .toList();
        }
        if (limit <= 0 || rest.size() <= limit) {
            return new Page(rest, version, "", 0);
        }
        var next = Trees.object().put("v", "meta.k8s.io/v1").put("rv", version).put("start", key(rest.get(limit)));
        int remaining = rest.size() - limit;
        boolean selected = !request.query("labelSelector").isEmpty()
                || !request.query("fieldSelector").isEmpty();
        return new Page(
                rest.subList(0, limit),
                version,
                Base64.getUrlEncoder().withoutPadding().encodeToString(Trees.bytes(next)),
                selected ? 0 : remaining);
    }

    private static String key(ObjectNode object) {
        return Trees.text(object, "metadata", "namespace") + "\u0000" + Trees.text(object, "metadata", "name");
    }

    private static ObjectNode decode(String token) {
        try {
            return Trees.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JacksonException e) {
            throw ApiFailure.badRequest("continue key is not valid: " + e.getMessage());
        }
    }
}
