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
        return isMeasured(type)
                ? store.find(new ObjectId(type.plural(), id.namespace(), id.name()))
                        .flatMap(object -> metrics.of(type, object))
                : store.find(id);
    }

    private static boolean isMeasured(ResourceType type) {
        return type.group().equals(Metrics.GROUP);
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
        boolean measured = isMeasured(type);
        var snapshot = store.list(measured ? type.plural() : type.storageKey(), namespace);
        var labels = LabelSelector.parse(request.query("labelSelector"));
        var fields = FieldSelector.parse(request.query("fieldSelector"), type);
        boolean counted = !measured
                && request.query("labelSelector").isEmpty()
                && request.query("fieldSelector").isEmpty();
        var from = start(request.query("continue"), snapshot);
        int limit = request.queryNumber("limit", 0);
        var page = new ArrayList<ObjectNode>();
        var all = snapshot.objects();
        for (int i = 0; i < all.size(); i++) {
            var object = all.get(i);
            if (key(object).compareTo(from.key()) < 0) {
                continue;
            }
            boolean full = limit > 0 && page.size() == limit;
            if (full && counted) {
                return new Page(page, from.version(), token(from.version(), object), all.size() - i);
            }
            var shown = measured ? metrics.of(type, object) : Optional.of(object);
            if (shown.filter(one -> labels.matches(one) && fields.matches(one)).isPresent()) {
                if (full) {
                    return new Page(page, from.version(), token(from.version(), object), 0);
                }
                page.add(shown.get());
            }
        }
        return new Page(page, from.version(), "", 0);
    }

    /** Where a page begins. */
    private record Start(String key, long version) {}

    private Start start(String token, ObjectStore.Snapshot snapshot) {
        if (token.isEmpty()) {
            return new Start("", snapshot.version());
        }
        var from = decode(token);
        long version = from.path("rv").asLong(0);
        if (version < store.oldestVersion() || version > snapshot.version()) {
            throw ApiFailure.gone("The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter.");
        }
        return new Start(Trees.text(from, "start"), version);
    }

    private static String token(long version, ObjectNode next) {
        var token = Trees.object().put("v", "meta.k8s.io/v1").put("rv", version).put("start", key(next));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Trees.bytes(token));
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
