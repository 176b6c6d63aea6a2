package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Puts objects from YAML into the cluster. */
final class Fixtures {

    private static final WriteOptions OPTIONS = WriteOptions.by("sandbox");

    private final Machinery machinery;

    Fixtures(Machinery machinery) {
        this.machinery = machinery;
    }

    /** What every cluster has: namespaces, nodes, roles, a storage class. */
    void installBasics() {
        installResource("/sandbox/cluster.yaml");
    }

    void installResource(String resource) {
        try (var in = Fixtures.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            install(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void install(String yaml) {
        SnakeYamlDocuments.read(yaml).forEach(this::install);
    }

    private void install(ObjectNode object) {
        var apiVersion = Trees.text(object, "apiVersion");
        var kind = Trees.text(object, "kind");
        var type = machinery
                .catalog()
                .byKind(apiVersion, kind)
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in " + apiVersion));
        var namespace = type.namespaced() ? Trees.textOr("default", object, "metadata", "namespace") : "";
        var id = new ObjectId(type.storageKey(), namespace, Trees.text(object, "metadata", "name"));
        SchemaCheck.prune(type, machinery.schema().of(type), object);
        machinery.store().atomically(() -> {
            var live = machinery.store().find(id);
            return live.isEmpty()
                    ? machinery.writes().create(type, namespace, object, OPTIONS, Identity.ADMIN)
                    : machinery.writes().update(type, id, "", OPTIONS, Identity.ADMIN, _ -> Trees.copy(object));
        });
        if (type.storageKey().equals(CustomResources.DEFINITIONS)) {
            new CustomResources(machinery).refreshAll();
        }
    }
}
