package io.lexiops.server.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** All objects with one version counter and a bounded history, as etcd keeps them. */
final class ObjectStore {

    private static final int HISTORY = 8_000;

    /** Objects at one version. */
    record Snapshot(long version, List<ObjectNode> objects) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<ObjectId, ObjectNode> objects = new TreeMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private long version = 1;
    private long compacted = 1;

    /** Runs the work while nobody else reads or writes. */
    <T> T atomically(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    long version() {
        return atomically(() -> version);
    }

    Optional<ObjectNode> find(ObjectId id) {
        return atomically(() -> Optional.ofNullable(objects.get(id)));
    }

    /** The objects of one resource, of one namespace or (empty) of all, by namespace and name. */
    Snapshot list(String storageKey, String namespace) {
        return atomically(() -> {
            var first = new ObjectId(storageKey, namespace, "");
            var found = new ArrayList<ObjectNode>();
            for (var entry : objects.tailMap(first, true).entrySet()) {
                var id = entry.getKey();
                if (!id.storageKey().equals(storageKey)
                        || !(namespace.isEmpty() || id.namespace().equals(namespace))) {
                    break;
                }
                found.add(entry.getValue());
            }
            return new Snapshot(version, found);
        });
    }

    List<ObjectNode> everything() {
        return atomically(() -> List.copyOf(objects.values()));
    }

    List<ObjectId> identities() {
        return atomically(() -> List.copyOf(objects.keySet()));
    }

    /** Stores the object under a new version, which is written into its metadata. */
    ObjectNode put(ObjectId id, ObjectNode object) {
        return atomically(() -> {
            version++;
            Trees.child(object, "metadata").put("resourceVersion", Long.toString(version));
            var before = objects.put(id, object);
            tell(new Change(before == null ? Change.Kind.ADDED : Change.Kind.MODIFIED, version, id, before, object));
            return object;
        });
    }

    Optional<ObjectNode> remove(ObjectId id) {
        return atomically(() -> {
            var before = objects.remove(id);
            if (before == null) {
                return Optional.<ObjectNode>empty();
            }
            version++;
            var last = Trees.copy(before);
            Trees.child(last, "metadata").put("resourceVersion", Long.toString(version));
            tell(new Change(Change.Kind.DELETED, version, id, before, last));
            return Optional.of(last);
        });
    }

    /** Puts back what was saved; nobody is told. */
    void restore(long savedVersion, Map<ObjectId, ObjectNode> saved) {
        lock.lock();
        try {
            objects.putAll(saved);
            version = Math.max(version, savedVersion);
            compacted = version;
        } finally {
            lock.unlock();
        }
    }

    /** The changes after a version, and from then on every change as it happens; empty if that is too long ago. */
    Optional<List<Change>> follow(long after, Consumer<Change> listener) {
        return atomically(() -> {
            if (after < compacted) {
                return Optional.<List<Change>>empty();
            }
            listeners.add(listener);
            return Optional.of(
                    history.stream().filter(change -> change.version() > after).toList());
        });
    }

    long oldestVersion() {
        return atomically(() -> compacted);
    }

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    private void tell(Change change) {
        history.addLast(change);
        while (history.size() > HISTORY) {
            compacted = history.removeFirst().version();
        }
        listeners.forEach(listener -> listener.accept(change));
    }
}
