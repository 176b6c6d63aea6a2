package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Puts objects from YAML into the cluster. */
final class Fixtures {

    private static final WriteOptions OPTIONS = WriteOptions.by("sandbox");

    private final Machinery machinery;

    Fixtures(Machinery machinery) {
        this.machinery = machinery;
    }

    /** What every cluster has: namespaces, nodes, roles, a storage class. What is there already stays as it is. */
    void installBasics() {
        var missing = SnakeYamlDocuments.read(text("/sandbox/cluster.yaml"));
        missing.removeIf(object -> machinery.store().find(idOf(object)).isPresent());
        missing.forEach(this::install);
    }

    void installResource(String resource) {
        install(text(resource));
    }

    private static String text(String resource) {
        try (var in = Fixtures.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void install(String yaml) {
        SnakeYamlDocuments.read(yaml).forEach(this::install);
    }

    /** As it is, whatever the server would say of it. */
    void put(ObjectNode object) {
        var id = idOf(object);
        var metadata = Trees.child(object, "metadata");
        if (!id.namespace().isEmpty()) {
            metadata.put("namespace", id.namespace());
        }
        if (!metadata.has("uid")) {
            metadata.put(
                    "uid",
                    UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8))
                            .toString());
        }
        if (!metadata.has("creationTimestamp")) {
            metadata.put("creationTimestamp", Times.text(machinery.clock().instant()));
        }
        machinery.store().put(id, object);
        if (id.storageKey().equals(CustomResources.DEFINITIONS)) {
            new CustomResources(machinery).refreshAll();
        }
    }

    private ResourceType typeOf(ObjectNode object) {
        var apiVersion = Trees.text(object, "apiVersion");
        var kind = Trees.text(object, "kind");
        return machinery
                .catalog()
                .byKind(apiVersion, kind)
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in " + apiVersion));
    }

    private ObjectId idOf(ObjectNode object) {
        var type = typeOf(object);
        var namespace = type.namespaced() ? Trees.textOr("default", object, "metadata", "namespace") : "";
        return new ObjectId(type.storageKey(), namespace, Trees.text(object, "metadata", "name"));
    }

    private void install(ObjectNode object) {
        var type = typeOf(object);
        var id = idOf(object);
        SchemaCheck.prune(type, machinery.schema().of(type), object);
        machinery.store().atomically(() -> {
            var live = machinery.store().find(id);
            return live.isEmpty()
                    ? machinery.writes().create(type, id.namespace(), object, OPTIONS, Identity.ADMIN)
                    : machinery.writes().update(type, id, "", OPTIONS, Identity.ADMIN, _ -> Trees.copy(object));
        });
        if (type.storageKey().equals(CustomResources.DEFINITIONS)) {
            new CustomResources(machinery).refreshAll();
        }
    }
}
