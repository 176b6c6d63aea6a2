package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Keeps all objects in one file, replaced as a whole so that a crash leaves the old or the new one. */
final class StateFile {

    /** What was kept. */
    record Kept(long version, String key, Map<ObjectId, ObjectNode> objects) {}

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    synchronized void save(ObjectStore store, byte[] key) {
        var root = store.atomically(() -> {
            var state = Trees.object().put("version", store.version());
            state.put("key", Base64.getEncoder().encodeToString(key));
            var objects = state.putArray("objects");
            for (var id : store.identities()) {
                var entry = objects.addObject()
                        .put("resource", id.storageKey())
                        .put("namespace", id.namespace())
                        .put("name", id.name());
                store.find(id).ifPresent(object -> entry.set("object", object));
            }
            return state;
        });
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, Trees.bytes(root));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the state of the cluster can't be written to " + file, e);
        }
    }

    Optional<Kept> load() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var root = Trees.JSON.readTree(Files.readAllBytes(file));
            var objects = new TreeMap<ObjectId, ObjectNode>();
            for (var entry : Trees.items(root, "objects")) {
                objects.put(
                        new ObjectId(
                                Trees.text(entry, "resource"),
                                Trees.text(entry, "namespace"),
                                Trees.text(entry, "name")),
                        (ObjectNode) entry.path("object"));
            }
            return Optional.of(new Kept(root.path("version").asLong(1), Trees.text(root, "key"), objects));
        } catch (IOException e) {
            throw new UncheckedIOException("the state of the cluster can't be read from " + file, e);
        } catch (JacksonException | ClassCastException e) {
            throw new IllegalStateException(file + " is not the state of a cluster; move it away to begin anew", e);
        }
    }
}
