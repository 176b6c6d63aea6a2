package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Keeps as many pods as a replica set wants. */
final class ReplicaSetController implements Reconciler {

    private static final String SOURCE = "replicaset-controller";

    private final Cluster cluster;

    ReplicaSetController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "replicasets.apps" -> cluster.loop().soon(this, change.id());
            case "pods" -> {
                for (var reference : Trees.items(change.object(), "metadata", "ownerReferences")) {
                    if (Trees.text(reference, "kind").equals("ReplicaSet")) {
                        cluster.loop()
                                .soon(
                                        this,
                                        cluster.id(
                                                "ReplicaSet", change.id().namespace(), Trees.text(reference, "name")));
                    }
                }
                if (Trees.items(change.object(), "metadata", "ownerReferences").isEmpty()) {
                    adopters(change.object()).forEach(set -> cluster.loop().soon(this, cluster.idOf(set)));
                }
            }
            default -> {}
        }
    }

    private List<ObjectNode> adopters(ObjectNode pod) {
        return cluster.list("ReplicaSet", Trees.text(pod, "metadata", "namespace")).stream()
                .filter(set ->
                        LabelSelector.of(Trees.at(set, "spec", "selector")).matches(pod))
                .toList();
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty()) {
            return;
        }
        var set = found.get();
        var pods = claim(set);
        var active = pods.stream().filter(Pods::isActive).toList();
        int missing = DeploymentController.wanted(set) - active.size();
        var failure = "";
        if (!Pods.isTerminating(set)) {
            failure = missing > 0 ? grow(set, missing) : shrink(set, active, -missing);
        }
        updateStatus(set, failure);
    }

    /** Takes what matches and belongs to nobody, lets go of what no longer matches. */
    private List<ObjectNode> claim(ObjectNode set) {
        var selector = LabelSelector.of(Trees.at(set, "spec", "selector"));
        var uid = Trees.text(set, "metadata", "uid");
        var claimed = new ArrayList<ObjectNode>();
        for (var pod : cluster.list("Pod", Trees.text(set, "metadata", "namespace"))) {
            var owner = Cluster.controllerUid(pod);
            boolean matches = selector.matches(pod);
            if (owner.equals(uid) && !matches && !Pods.isTerminating(pod)) {
                cluster.update(
                        pod,
                        live -> Trees.list(Trees.child(live, "metadata"), "ownerReferences")
                                .removeIf(reference ->
                                        Trees.text(reference, "uid").equals(uid)));
            } else if (owner.equals(uid)) {
                claimed.add(pod);
            } else if (owner.isEmpty() && matches && Pods.isActive(pod) && !Pods.isTerminating(set)) {
                cluster.update(
                        pod,
                        live -> Trees.list(Trees.child(live, "metadata"), "ownerReferences")
                                .add(Cluster.reference(set)));
                cluster.find(cluster.idOf(pod)).ifPresent(claimed::add);
            }
        }
        return claimed;
    }

    private String grow(ObjectNode set, int missing) {
        var prefix = Trees.text(set, "metadata", "name") + "-";
        for (int i = 0; i < missing; i++) {
            var pod = cluster.ownedObject("v1", "Pod", set, Trees.at(set, "spec", "template"));
            Trees.child(pod, "metadata").put("generateName", prefix);
            try {
                var created = cluster.create(pod);
                cluster.normal(
                        SOURCE, set, "SuccessfulCreate", "Created pod: " + Trees.text(created, "metadata", "name"));
            } catch (ApiFailure refused) {
                cluster.warning(SOURCE, set, "FailedCreate", "Error creating: " + refused.getMessage());
                cluster.loop().at(cluster.now().plusSeconds(5), this, cluster.idOf(set));
                return String.valueOf(refused.getMessage());
            }
        }
        return "";
    }

    /** Pods that do least go first. */
    private String shrink(ObjectNode set, List<ObjectNode> active, int surplus) {
        var byUse = active.stream()
                .sorted(Comparator.comparing((ObjectNode pod) ->
                                !Trees.text(pod, "spec", "nodeName").isEmpty())
                        .thenComparing(pod -> Trees.text(pod, "status", "phase").equals("Running"))
                        .thenComparing(Pods::isReady)
                        .thenComparing(
                                pod -> Trees.text(pod, "metadata", "creationTimestamp"), Comparator.reverseOrder()))
                .toList();
        for (int i = 0; i < surplus && i < byUse.size(); i++) {
            cluster.delete(byUse.get(i));
            cluster.normal(
                    SOURCE, set, "SuccessfulDelete", "Deleted pod: " + Trees.text(byUse.get(i), "metadata", "name"));
        }
        return "";
    }

    private void updateStatus(ObjectNode set, String failure) {
        var active = cluster.owned("Pod", set).stream().filter(Pods::isActive).toList();
        int minReady = Trees.number(0, set, "spec", "minReadySeconds");
        var now = cluster.now();
        long ready = active.stream().filter(Pods::isReady).count();
        long available = active.stream()
                .filter(pod -> Pods.isAvailable(pod, minReady, now))
                .count();
        var labels = LabelSelector.ofLabels(Trees.at(set, "spec", "template", "metadata", "labels"));
        int labelled = (int) active.stream().filter(labels::matches).count();
        if (available < ready) {
            cluster.loop().at(now.plusSeconds(1), this, cluster.idOf(set));
        }
        cluster.updateStatus(set, status -> {
            status.put("observedGeneration", Trees.number(1, set, "metadata", "generation"));
            status.put("replicas", active.size());
            put(status, "fullyLabeledReplicas", labelled);
            put(status, "readyReplicas", (int) ready);
            put(status, "availableReplicas", (int) available);
            if (!failure.isEmpty()) {
                Conditions.set(status, "ReplicaFailure", true, "FailedCreate", failure, cluster.time());
            } else if (active.size() >= DeploymentController.wanted(set)
                    && Conditions.find(status, "ReplicaFailure").isPresent()) {
                Conditions.remove(status, "ReplicaFailure");
                status.remove("conditions");
            }
        });
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }
}
