package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes the state a moment after it has changed, so that a killed process loses next to nothing. */
final class StateKeeper implements Reconciler {

    private static final Duration DELAY = Duration.ofMillis(300);
    private static final ObjectId EVERYTHING = new ObjectId("", "", "");

    private final Cluster cluster;
    private final StateFile file;
    private final byte[] key;
    private final AtomicBoolean planned = new AtomicBoolean();

    StateKeeper(Cluster cluster, StateFile file, byte[] key) {
        this.cluster = cluster;
        this.file = file;
        this.key = key.clone();
    }

    @Override
    public void observe(Change change) {
        if (planned.compareAndSet(false, true)) {
            cluster.loop().at(cluster.now().plus(DELAY), this, EVERYTHING);
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        planned.set(false);
        file.save(cluster.machinery().store(), key);
    }
}
