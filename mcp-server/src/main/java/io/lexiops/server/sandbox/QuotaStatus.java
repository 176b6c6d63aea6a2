package io.lexiops.server.sandbox;

import tools.jackson.databind.node.ObjectNode;

/** Writes how much of each quota is used. */
final class QuotaStatus implements Reconciler {

    private final Cluster cluster;

    QuotaStatus(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        if (change.id().storageKey().equals("resourcequotas")) {
            cluster.loop().soon(this, change.id());
        } else if (!change.id().storageKey().equals("events")
                && !change.id().namespace().isEmpty()) {
            cluster.list("ResourceQuota", change.id().namespace())
                    .forEach(quota -> cluster.loop().soon(this, cluster.idOf(quota)));
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        cluster.find(id).filter(found -> !Pods.isTerminating(found)).ifPresent(this::count);
    }

    private void count(ObjectNode quota) {
        var used = Quotas.used(cluster.machinery().store(), Trees.text(quota, "metadata", "namespace"));
        var hard = Trees.labels(quota, "spec", "hard");
        cluster.updateStatus(quota, status -> {
            status.set("hard", Trees.object(hard));
            var amounts = status.putObject("used");
            hard.keySet()
                    .forEach(name -> amounts.put(
                            name, used.getOrDefault(name, Quantity.ZERO).toString()));
        });
    }
}
