package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs what happens in a cluster by itself. */
final class Controllers implements AutoCloseable {

    private final ObjectStore store;
    private final EventLoop loop;
    private final List<Reconciler> reconcilers;

    Controllers(Machinery machinery, LogBook logs, SandboxSettings settings, @Nullable StateFile file, byte[] key) {
        this.store = machinery.store();
        this.loop = new EventLoop(machinery.clock());
        var cluster = new Cluster(machinery, loop, new EventRecorder(machinery), "kube-controller-manager");
        var pace = new Pace(settings.pace());
        var all = new ArrayList<Reconciler>(List.of(
                new DeploymentController(cluster),
                new ReplicaSetController(cluster),
                new Scheduler(cluster),
                new Kubelet(cluster, pace, ImageRegistry.load(), logs)));
        if (file != null) {
            all.add(new StateKeeper(cluster, file, key));
        }
        this.reconcilers = List.copyOf(all);
    }

    /** Begins with what the store already holds, as after a restart. */
    void start() {
        store.atomically(() -> {
            store.listen(this::tell);
            for (var id : store.identities()) {
                store.find(id)
                        .ifPresent(object -> tell(new Change(Change.Kind.ADDED, store.version(), id, null, object)));
            }
            return store.version();
        });
        loop.start();
    }

    private void tell(Change change) {
        reconcilers.forEach(reconciler -> reconciler.observe(change));
    }

    boolean awaitIdle(Duration atMost) {
        return loop.awaitIdle(atMost);
    }

    void wake() {
        loop.wake();
    }

    @Override
    public void close() {
        loop.close();
    }
}
