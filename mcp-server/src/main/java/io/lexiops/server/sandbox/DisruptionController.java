package io.lexiops.server.sandbox;

import tools.jackson.databind.node.ObjectNode;

/** Counts how many pods of a disruption budget may go. */
final class DisruptionController implements Reconciler {

    private final Cluster cluster;

    DisruptionController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "poddisruptionbudgets.policy" -> cluster.loop().soon(this, change.id());
            case "pods" -> {
                for (var budget :
                        cluster.list("PodDisruptionBudget", change.id().namespace())) {
                    if (LabelSelector.of(Trees.at(budget, "spec", "selector")).matches(change.object())) {
                        cluster.loop().soon(this, cluster.idOf(budget));
                    }
                }
            }
            default -> {}
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        cluster.find(id).filter(budget -> !Pods.isTerminating(budget)).ifPresent(this::count);
    }

    private void count(ObjectNode budget) {
        var selector = LabelSelector.of(Trees.at(budget, "spec", "selector"));
        var pods = cluster.list("Pod", Trees.text(budget, "metadata", "namespace")).stream()
                .filter(pod -> selector.matches(pod) && Pods.isActive(pod))
                .toList();
        int healthy = (int) pods.stream().filter(Pods::isReady).count();
        int expected = pods.size();
        int desired = Trees.has(budget, "spec", "minAvailable")
                ? RollingUpdate.share(Trees.at(budget, "spec", "minAvailable"), expected, true)
                : expected - RollingUpdate.share(Trees.at(budget, "spec", "maxUnavailable"), expected, true);
        int allowed = Math.max(0, healthy - Math.max(0, desired));
        cluster.updateStatus(budget, status -> {
            status.put("observedGeneration", Trees.number(1, budget, "metadata", "generation"));
            status.put("currentHealthy", healthy).put("desiredHealthy", Math.max(0, desired));
            status.put("expectedPods", expected).put("disruptionsAllowed", allowed);
            boolean enough = allowed > 0;
            Conditions.set(
                    status,
                    "DisruptionAllowed",
                    enough,
                    enough ? "SufficientPods" : "InsufficientPods",
                    "",
                    cluster.time());
        });
    }
}
