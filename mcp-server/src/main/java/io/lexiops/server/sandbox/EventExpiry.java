package io.lexiops.server.sandbox;

import java.time.Duration;

/** Events are forgotten an hour after they happened last. */
final class EventExpiry implements Reconciler {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Cluster cluster;

    EventExpiry(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void observe(Change change) {
        if (change.id().storageKey().equals("events") && change.kind() == Change.Kind.ADDED) {
            cluster.loop().at(cluster.now().plus(LIFETIME), this, change.id());
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        cluster.find(id).ifPresent(event -> {
            var due = Times.parse(event.path("lastTimestamp"), cluster.now()).plus(LIFETIME);
            if (due.isAfter(cluster.now())) {
                cluster.loop().at(due, this, id);
            } else {
                cluster.machinery().store().remove(id);
            }
        });
    }
}
