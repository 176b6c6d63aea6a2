package io.lexiops.server.sandbox;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Removes what has lost its owners, and lets go of owners whose dependents are gone or set free. */
final class GarbageCollector implements Reconciler {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final Cluster cluster;

    GarbageCollector(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        if (change.id().storageKey().equals("events")) {
            return;
        }
        boolean owned =
                !Trees.items(change.object(), "metadata", "ownerReferences").isEmpty();
        if (change.kind() == Change.Kind.DELETED) {
            cluster.loop().soon(this, change.id());
            if (owned) {
                ownersOf(change.object()).forEach(owner -> cluster.loop().soon(this, owner));
            }
        } else if (Pods.isTerminating(change.object())
                && !finalizers(change.object()).isEmpty()) {
            cluster.loop().soon(this, change.id());
        } else if (change.kind() == Change.Kind.ADDED && owned) {
            cluster.loop().soon(this, change.id());
        }
    }

    private List<ObjectId> ownersOf(JsonNode object) {
        var namespace = Trees.text(object, "metadata", "namespace");
        return Trees.items(object, "metadata", "ownerReferences").stream()
                .flatMap(reference -> idOf(reference, namespace).stream())
                .toList();
    }

    private List<ObjectId> idOf(JsonNode reference, String namespace) {
        return cluster.machinery()
                .catalog()
                .byKind(Trees.text(reference, "apiVersion"), Trees.text(reference, "kind"))
                .map(type -> List.of(new ObjectId(
                        type.storageKey(), type.namespaced() ? namespace : "", Trees.text(reference, "name"))))
                .orElse(List.of());
    }

    private static List<String> finalizers(JsonNode object) {
        return Trees.texts(object, "metadata", "finalizers");
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isPresent()) {
            var object = found.get();
            if (Pods.isTerminating(object) && finalizers(object).contains(ORPHAN)) {
                setFree(object);
            } else if (Pods.isTerminating(object) && finalizers(object).contains(FOREGROUND)) {
                deleteDependentsFirst(object);
            } else if (!Pods.isTerminating(object)) {
                removeIfOrphaned(object);
            }
            return;
        }
        for (var dependent : cluster.everything()) {
            if (ownersOf(dependent).contains(id)) {
                removeIfOrphaned(dependent);
            }
        }
    }

    private List<ObjectNode> dependents(ObjectNode owner) {
        var uid = Trees.text(owner, "metadata", "uid");
        return cluster.everything().stream()
                .filter(object -> Trees.items(object, "metadata", "ownerReferences").stream()
                        .anyMatch(reference -> Trees.text(reference, "uid").equals(uid)))
                .toList();
    }

    private void setFree(ObjectNode owner) {
        var uid = Trees.text(owner, "metadata", "uid");
        dependents(owner)
                .forEach(dependent -> cluster.update(
                        dependent,
                        live -> Trees.list(Trees.child(live, "metadata"), "ownerReferences")
                                .removeIf(reference ->
                                        Trees.text(reference, "uid").equals(uid))));
        drop(owner, ORPHAN);
    }

    private void deleteDependentsFirst(ObjectNode owner) {
        var uid = Trees.text(owner, "metadata", "uid");
        var blocking = dependents(owner).stream()
                .filter(dependent -> Trees.items(dependent, "metadata", "ownerReferences").stream()
                        .anyMatch(reference -> Trees.text(reference, "uid").equals(uid)
                                && Trees.truth(reference, "blockOwnerDeletion")))
                .toList();
        if (blocking.isEmpty()) {
            drop(owner, FOREGROUND);
            return;
        }
        var foreground = Trees.object().put("propagationPolicy", "Foreground");
        blocking.stream()
                .filter(dependent -> !Pods.isTerminating(dependent))
                .forEach(dependent -> cluster.delete(dependent, foreground));
    }

    private void drop(ObjectNode object, String finalizer) {
        cluster.update(
                object,
                live -> Trees.list(Trees.child(live, "metadata"), "finalizers")
                        .removeIf(entry -> entry.asString("").equals(finalizer)));
    }

    private void removeIfOrphaned(ObjectNode object) {
        var references = Trees.items(object, "metadata", "ownerReferences");
        if (references.isEmpty() || Pods.isTerminating(object)) {
            return;
        }
        var namespace = Trees.text(object, "metadata", "namespace");
        boolean owned = references.stream()
                .anyMatch(reference -> idOf(reference, namespace).stream()
                        .flatMap(id -> cluster.find(id).stream())
                        .anyMatch(owner -> Trees.text(owner, "metadata", "uid").equals(Trees.text(reference, "uid"))));
        boolean unknown = references.stream()
                .anyMatch(reference -> idOf(reference, namespace).isEmpty());
        if (!owned && !unknown) {
            cluster.delete(object, Trees.object().put("propagationPolicy", "Background"));
        }
    }
}
