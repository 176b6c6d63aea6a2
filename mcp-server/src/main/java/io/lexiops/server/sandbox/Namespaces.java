package io.lexiops.server.sandbox;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Empties a namespace that is to go, then lets it go. */
final class Namespaces implements Reconciler {

    private final Cluster cluster;

    Namespaces(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        if (change.id().storageKey().equals("namespaces")) {
            cluster.loop().soon(this, change.id());
        } else if (change.kind() == Change.Kind.DELETED
                && !change.id().namespace().isEmpty()) {
            cluster.loop().soon(this, new ObjectId("namespaces", "", change.id().namespace()));
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || !Pods.isTerminating(found.get())) {
            return;
        }
        var store = cluster.machinery().store();
        var inside = store.identities().stream()
                .filter(other -> other.namespace().equals(id.name()))
                .toList();
        for (var other : inside) {
            store.find(other).filter(object -> !Pods.isTerminating(object)).ifPresent(this::remove);
        }
        var left = store.identities().stream()
                .filter(other -> other.namespace().equals(id.name()))
                .toList();
        if (left.isEmpty()) {
            finish(found.get());
        } else {
            explain(found.get(), left);
        }
    }

    private void remove(ObjectNode object) {
        cluster.delete(object, Trees.object().put("propagationPolicy", "Background"));
    }

    private void finish(ObjectNode namespace) {
        var type = cluster.machinery().catalog().builtIn("Namespace");
        cluster.machinery()
                .writes()
                .update(
                        type,
                        cluster.idOf(namespace),
                        "finalize",
                        WriteOptions.by("kube-controller-manager"),
                        Identity.ADMIN,
                        live -> {
                            Trees.list(Trees.child(live, "spec"), "finalizers")
                                    .removeIf(
                                            finalizer -> finalizer.asString("").equals("kubernetes"));
                            return live;
                        });
    }

    private void explain(ObjectNode namespace, List<ObjectId> left) {
        var names =
                left.stream().collect(Collectors.groupingBy(ObjectId::storageKey, TreeMap::new, Collectors.counting()));
        var text = new StringBuilder();
        names.forEach((key, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(key.contains(".") ? key : key + ".")
                .append(" has ")
                .append(count)
                .append(" resource instances"));
        cluster.updateStatus(namespace, status -> {
            status.put("phase", "Terminating");
            var now = cluster.time();
            Conditions.set(
                    status,
                    "NamespaceContentRemaining",
                    true,
                    "SomeResourcesRemain",
                    "Some resources are remaining: " + text,
                    now);
        });
    }
}
