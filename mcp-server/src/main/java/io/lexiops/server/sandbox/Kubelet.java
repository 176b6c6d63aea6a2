package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Runs the pods of all nodes, in thought: pulls, starts, probes, restarts and stops their containers. */
final class Kubelet implements Reconciler {

    private final Cluster cluster;
    private final Pace pace;
    private final LogBook logs;
    private final ContainerStarts starts;
    private final Probes probes;
    private final PodAddresses addresses;
    private final Map<ObjectId, PodRun> runs = new HashMap<>();

    Kubelet(Cluster cluster, Pace pace, ImageRegistry registry, LogBook logs) {
        this.cluster = cluster.as("kubelet");
        this.pace = pace;
        this.logs = logs;
        this.starts = new ContainerStarts(this.cluster, pace, registry, logs);
        this.probes = new Probes(this.cluster, pace);
        this.addresses = new PodAddresses(this.cluster);
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "pods" -> {
                if (!Trees.text(change.object(), "spec", "nodeName").isEmpty()) {
                    cluster.loop().soon(this, change.id());
                }
            }
            case "configmaps", "secrets" -> retryWaiting(change.id().namespace());
            default -> {}
        }
    }

    /** What a container waits for may have come. */
    private void retryWaiting(String namespace) {
        for (var pod : cluster.list("Pod", namespace)) {
            if (!Trees.text(pod, "spec", "nodeName").isEmpty()
                    && Trees.text(pod, "status", "phase").equals("Pending")) {
                cluster.loop().soon(new Nudge(), cluster.idOf(pod));
            }
        }
    }

    /** Tries again at once what would be tried again later. */
    private final class Nudge implements Reconciler {
        @Override
        public void observe(Change change) {
            Kubelet.this.observe(change);
        }

        @Override
        public void reconcile(ObjectId id) {
            var run = runs.get(id);
            if (run != null) {
                run.mountDue = Instant.MIN;
                run.all().stream()
                        .filter(container -> container.state instanceof ContainerRun.State.Waiting(var reason, var _)
                                && reason.equals("CreateContainerConfigError"))
                        .forEach(container -> container.due = Instant.MIN);
            }
            Kubelet.this.reconcile(id);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Nudge;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || isAnother(id, found.get())) {
            forget(id);
        }
        if (found.isEmpty() || Trees.text(found.get(), "spec", "nodeName").isEmpty()) {
            return;
        }
        var pod = found.get();
        if (Pods.isTerminating(pod)) {
            stop(id, pod);
        } else if (!Pods.isFinished(pod)) {
            sync(id, pod);
        }
    }

    private boolean isAnother(ObjectId id, ObjectNode pod) {
        return Optional.ofNullable(runs.get(id))
                .filter(run -> !run.uid.equals(Trees.text(pod, "metadata", "uid")))
                .isPresent();
    }

    private void forget(ObjectId id) {
        Optional.ofNullable(runs.remove(id)).ifPresent(run -> logs.forgetPod(run.uid));
    }

    private PodRun run(ObjectId id, ObjectNode pod) {
        return runs.computeIfAbsent(id, _ -> {
            var run = new PodRun(pod, cluster.now());
            if (Trees.has(pod, "status", "containerStatuses")) {
                new ResumedPod(starts, pod).resume(run);
            }
            return run;
        });
    }

    private void stop(ObjectId id, ObjectNode pod) {
        var run = run(id, pod);
        var now = cluster.now();
        if (run.stopAt == null) {
            for (var container : run.all()) {
                if (container.isRunning()) {
                    starts.event(pod, container, "Normal", "Killing", "Stopping container " + container.name());
                }
            }
            boolean nothingRuns = run.all().stream().noneMatch(ContainerRun::isRunning);
            run.stopAt = nothingRuns ? now : now.plus(pace.step());
        }
        if (now.isBefore(run.stopAt)) {
            cluster.loop().at(run.stopAt, this, id);
            return;
        }
        var zero = Trees.object().put("gracePeriodSeconds", 0);
        if (Trees.number(30, pod, "metadata", "deletionGracePeriodSeconds") > 0) {
            cluster.delete(pod, zero);
        }
    }

    private void sync(ObjectId id, ObjectNode pod) {
        var run = run(id, pod);
        var now = cluster.now();
        if (deadlineExceeded(pod, run, now)) {
            fail(pod, run, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
            return;
        }
        if (!run.mounted) {
            mount(pod, run, now);
        }
        if (run.mounted) {
            addresses.ensure(pod);
            advance(pod, run, now);
        }
        var status = new PodStatus(cluster, pod, run);
        cluster.updateStatus(pod, status::write);
        next(run, pod).ifPresent(due -> cluster.loop().at(due, this, id));
    }

    private static boolean deadlineExceeded(ObjectNode pod, PodRun run, Instant now) {
        int limit = Trees.number(0, pod, "spec", "activeDeadlineSeconds");
        return limit > 0 && !now.isBefore(run.began.plusSeconds(limit));
    }

    private void fail(ObjectNode pod, PodRun run, String reason, String message) {
        run.all().forEach(container -> {
            if (container.isRunning()) {
                starts.end(container, 137, "Error", cluster.now());
            }
            container.due = Instant.MAX;
        });
        var status = new PodStatus(cluster, pod, run);
        cluster.updateStatus(pod, live -> {
            status.write(live);
            live.put("phase", "Failed").put("reason", reason).put("message", message);
        });
        cluster.event("Normal", starts.source(pod), pod, "", reason, message);
    }

    private void mount(ObjectNode pod, PodRun run, Instant now) {
        if (now.isBefore(run.mountDue)) {
            return;
        }
        var problems = new Mounts(cluster, pod).problems();
        problems.forEach(problem -> cluster.warning(starts.source(pod), pod, "FailedMount", problem));
        run.mounted = problems.isEmpty();
        run.mountDue = now.plus(pace.seconds(60));
    }

    private void advance(ObjectNode pod, PodRun run, Instant now) {
        for (var container : run.init) {
            starts.advance(pod, run, container, now);
            if (container.isRunning()) {
                probes.advance(pod, container, starts, now);
            }
            if (!(container.isSidecar() ? container.started : container.hasSucceeded())) {
                return;
            }
        }
        for (var container : run.main) {
            starts.advance(pod, run, container, now);
            if (container.isRunning()) {
                probes.advance(pod, container, starts, now);
            }
        }
    }

    private Optional<Instant> next(PodRun run, ObjectNode pod) {
        var dues = new ArrayList<Instant>();
        if (!run.mounted) {
            dues.add(run.mountDue);
        } else {
            var active = run.initialized() ? run.all() : run.init;
            for (var container : List.copyOf(active)) {
                dues.add(container.due);
                container.probes.values().forEach(probe -> dues.add(probe.due));
            }
        }
        int limit = Trees.number(0, pod, "spec", "activeDeadlineSeconds");
        if (limit > 0) {
            dues.add(run.began.plusSeconds(limit));
        }
        return dues.stream()
                .filter(due -> due.isBefore(Instant.MAX) && due.isAfter(Instant.MIN))
                .min(Instant::compareTo);
    }
}
