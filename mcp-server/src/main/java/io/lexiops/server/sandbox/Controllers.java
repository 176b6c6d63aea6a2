package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs what happens in a cluster by itself. */
final class Controllers implements AutoCloseable {

    private final ObjectStore store;
    private final EventLoop loop;
    private final Cluster cluster;
    private final List<Reconciler> reconcilers;

    Controllers(Machinery machinery, LogBook logs, SandboxSettings settings, String certificate) {
        this.store = machinery.store();
        this.loop = new EventLoop(machinery.clock());
        var cluster = new Cluster(machinery, loop, new EventRecorder(machinery), "kube-controller-manager");
        var pace = new Pace(settings.pace());
        this.reconcilers = new ArrayList<>(List.of(
                new Namespaces(cluster),
                new ServiceAccounts(cluster, certificate),
                new GarbageCollector(cluster),
                new DeploymentController(cluster),
                new ReplicaSetController(cluster),
                new Scheduler(cluster),
                new Kubelet(cluster, pace, ImageRegistry.load(), logs),
                new EndpointsController(cluster),
                new StatefulSetController(cluster),
                new DaemonSetController(cluster),
                new JobController(cluster, pace),
                new CronJobController(cluster),
                new VolumeBinder(cluster),
                new DisruptionController(cluster),
                new AutoscalerController(cluster),
                new QuotaStatus(cluster),
                new EventExpiry(cluster)));
        this.cluster = cluster;
    }

    /** Has the state written a moment after each change. */
    void keepIn(StateFile file, byte[] key) {
        reconcilers.add(new StateKeeper(cluster, file, key));
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
