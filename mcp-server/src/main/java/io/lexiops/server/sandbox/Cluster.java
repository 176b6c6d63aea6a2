package io.lexiops.server.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The cluster as a controller sees it: objects by kind, writes in its own name. */
final class Cluster {

    private static final Identity SYSTEM =
            new Identity("system:kube-controller-manager", "", List.of("system:masters"));
    private static final ObjectNode NO_OPTIONS = Trees.object();

    private final Machinery machinery;
    private final EventLoop loop;
    private final EventRecorder events;
    private final WriteOptions options;

    Cluster(Machinery machinery, EventLoop loop, EventRecorder events, String manager) {
        this.machinery = machinery;
        this.loop = loop;
        this.events = events;
        this.options = WriteOptions.by(manager);
    }

    Cluster as(String manager) {
        return new Cluster(machinery, loop, events, manager);
    }

    Clock clock() {
        return machinery.clock();
    }

    Instant now() {
        return machinery.clock().instant();
    }

    String time() {
        return Times.text(now());
    }

    EventLoop loop() {
        return loop;
    }

    ObjectId id(String kind, String namespace, String name) {
        return new ObjectId(machinery.catalog().builtIn(kind).storageKey(), namespace, name);
    }

    Optional<ObjectNode> find(ObjectId id) {
        return machinery.store().find(id);
    }

    Optional<ObjectNode> find(String kind, String namespace, String name) {
        return machinery.store().find(id(kind, namespace, name));
    }

    List<ObjectNode> list(String kind, String namespace) {
        return machinery
                .store()
                .list(machinery.catalog().builtIn(kind).storageKey(), namespace)
                .objects();
    }

    List<ObjectNode> everything() {
        return machinery.store().everything();
    }

    Machinery machinery() {
        return machinery;
    }

    /** What the object owns as its controller. */
    List<ObjectNode> owned(String kind, ObjectNode owner) {
        var uid = Trees.text(owner, "metadata", "uid");
        return list(kind, Trees.text(owner, "metadata", "namespace")).stream()
                .filter(object -> controllerUid(object).equals(uid))
                .toList();
    }

    static String controllerUid(JsonNode object) {
        return Trees.items(object, "metadata", "ownerReferences").stream()
                .filter(reference -> Trees.truth(reference, "controller"))
                .map(reference -> Trees.text(reference, "uid"))
                .findFirst()
                .orElse("");
    }

    ObjectNode create(ObjectNode object) {
        var type = type(object);
        return machinery.writes().create(type, Trees.text(object, "metadata", "namespace"), object, options, SYSTEM);
    }

    void update(ObjectNode object, Consumer<ObjectNode> change) {
        write(object, "", change);
    }

    void updateStatus(ObjectNode object, Consumer<ObjectNode> change) {
        write(object, "status", live -> {
            var status = Trees.child(live, "status");
            change.accept(status);
        });
    }

    private void write(ObjectNode object, String subresource, Consumer<ObjectNode> change) {
        var type = type(object);
        var id = idOf(object);
        if (machinery.store().find(id).isEmpty()) {
            return;
        }
        machinery.writes().update(type, id, subresource, options, SYSTEM, live -> {
            change.accept(live);
            return live;
        });
    }

    void delete(ObjectNode object) {
        delete(object, NO_OPTIONS);
    }

    void delete(ObjectNode object, JsonNode deleteOptions) {
        if (machinery.store().find(idOf(object)).isPresent()) {
            machinery.deletes().delete(type(object), idOf(object), deleteOptions, options, SYSTEM);
        }
    }

    private ResourceType type(ObjectNode object) {
        return machinery
                .catalog()
                .byKind(Trees.text(object, "apiVersion"), Trees.text(object, "kind"))
                .orElseThrow(() -> new IllegalStateException("no kind " + Trees.text(object, "kind") + " is served"));
    }

    ObjectId idOf(ObjectNode object) {
        return new ObjectId(
                type(object).storageKey(),
                Trees.text(object, "metadata", "namespace"),
                Trees.text(object, "metadata", "name"));
    }

    void normal(String component, ObjectNode object, String reason, String message) {
        events.record("Normal", component, object, "", reason, message);
    }

    void warning(String component, ObjectNode object, String reason, String message) {
        events.record("Warning", component, object, "", reason, message);
    }

    void event(String type, String component, ObjectNode object, String fieldPath, String reason, String message) {
        events.record(type, component, object, fieldPath, reason, message);
    }

    /** A new object that its owner controls. */
    ObjectNode ownedObject(String apiVersion, String kind, ObjectNode owner, JsonNode template) {
        var object = Trees.object().put("apiVersion", apiVersion).put("kind", kind);
        var metadata = object.putObject("metadata");
        for (var name : List.of("labels", "annotations")) {
            if (Trees.has(template, "metadata", name)) {
                metadata.set(name, Trees.at(template, "metadata", name).deepCopy());
            }
        }
        metadata.put("namespace", Trees.text(owner, "metadata", "namespace"));
        metadata.putArray("ownerReferences").add(reference(owner));
        if (Trees.has(template, "spec")) {
            object.set("spec", template.path("spec").deepCopy());
        }
        return object;
    }

    static ObjectNode reference(ObjectNode owner) {
        return Trees.object()
                .put("apiVersion", Trees.text(owner, "apiVersion"))
                .put("kind", Trees.text(owner, "kind"))
                .put("name", Trees.text(owner, "metadata", "name"))
                .put("uid", Trees.text(owner, "metadata", "uid"))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }
}
