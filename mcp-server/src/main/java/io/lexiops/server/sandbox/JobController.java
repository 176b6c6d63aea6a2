package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs pods until enough of them have succeeded or too many have failed. */
final class JobController implements Reconciler {

    private static final String SOURCE = "job-controller";

    private final Cluster cluster;
    private final Pace pace;

    JobController(Cluster cluster, Pace pace) {
        this.cluster = cluster.as("kube-controller-manager");
        this.pace = pace;
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "jobs.batch" -> cluster.loop().soon(this, change.id());
            case "pods" ->
                Owners.of(cluster, change.object(), "Job")
                        .ifPresent(id -> cluster.loop().soon(this, id));
            default -> {}
        }
    }

    static boolean isFinished(JsonNode job) {
        return Conditions.isTrue(job.path("status"), "Complete") || Conditions.isTrue(job.path("status"), "Failed");
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || Pods.isTerminating(found.get())) {
            return;
        }
        var job = found.get();
        if (isFinished(job)) {
            expire(job);
            return;
        }
        var pods = cluster.owned("Pod", job);
        var active = pods.stream().filter(Pods::isActive).toList();
        int succeeded = count(pods, "Succeeded");
        int failed = count(pods, "Failed");
        if (Trees.truth(job, "spec", "suspend")) {
            suspend(job, active, succeeded, failed);
            return;
        }
        started(job);
        job = cluster.find(id).orElse(job);
        if (isOver(job, pods, active, succeeded, failed)) {
            return;
        }
        int running = grow(job, pods, active, succeeded, failed);
        write(job, running, succeeded, failed);
        int deadline = Trees.number(0, job, "spec", "activeDeadlineSeconds");
        if (deadline > 0) {
            cluster.loop().at(startOf(job).plusSeconds(deadline), this, id);
        }
    }

    private static int count(List<ObjectNode> pods, String phase) {
        return (int) pods.stream()
                .filter(pod -> Trees.text(pod, "status", "phase").equals(phase))
                .count();
    }

    private Instant startOf(JsonNode job) {
        return Times.parse(Trees.at(job, "status", "startTime"), cluster.now());
    }

    private void started(ObjectNode job) {
        boolean wasSuspended = Conditions.isTrue(job.path("status"), "Suspended");
        cluster.updateStatus(job, status -> {
            if (!status.has("startTime")) {
                status.put("startTime", cluster.time());
            }
            if (wasSuspended) {
                Conditions.set(status, "Suspended", false, "JobResumed", "Job resumed", cluster.time());
            }
        });
        if (wasSuspended) {
            cluster.normal(SOURCE, job, "Resumed", "Job resumed");
        }
    }

    private void suspend(ObjectNode job, List<ObjectNode> active, int succeeded, int failed) {
        active.forEach(pod -> delete(job, pod));
        if (!Conditions.isTrue(job.path("status"), "Suspended")) {
            cluster.normal(SOURCE, job, "Suspended", "Job suspended");
        }
        write(job, 0, succeeded, failed);
        cluster.updateStatus(job, status -> {
            status.remove("startTime");
            Conditions.set(status, "Suspended", true, "JobSuspended", "Job suspended", cluster.time());
        });
    }

    private void delete(ObjectNode job, ObjectNode pod) {
        cluster.delete(pod);
        cluster.normal(SOURCE, job, "SuccessfulDelete", "Deleted pod: " + Trees.text(pod, "metadata", "name"));
    }

    private boolean isOver(ObjectNode job, List<ObjectNode> pods, List<ObjectNode> active, int succeeded, int failed) {
        int limit = Trees.number(6, job, "spec", "backoffLimit");
        int restarts = active.stream()
                .flatMap(pod -> Trees.items(pod, "status", "containerStatuses").stream())
                .mapToInt(status -> Trees.number(0, status, "restartCount"))
                .sum();
        boolean onFailure =
                Trees.text(job, "spec", "template", "spec", "restartPolicy").equals("OnFailure");
        int deadline = Trees.number(0, job, "spec", "activeDeadlineSeconds");
        if (failed > limit || (onFailure && restarts > 0 && restarts >= limit)) {
            fail(job, pods, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
            return true;
        }
        if (deadline > 0 && !cluster.now().isBefore(startOf(job).plusSeconds(deadline))) {
            fail(job, pods, "DeadlineExceeded", "Job was active longer than specified deadline");
            return true;
        }
        int wanted = Trees.number(0, job, "spec", "completions");
        boolean enough = wanted > 0 ? succeeded >= wanted : succeeded > 0 && active.isEmpty();
        if (enough) {
            active.forEach(pod -> delete(job, pod));
            write(job, 0, succeeded, failed);
            cluster.updateStatus(job, status -> {
                var now = cluster.time();
                var why = "Reached expected number of succeeded pods";
                Conditions.set(status, "SuccessCriteriaMet", true, "CompletionsReached", why, now);
                Conditions.set(status, "Complete", true, "CompletionsReached", why, now);
                status.put("completionTime", now);
            });
            cluster.normal(SOURCE, job, "Completed", "Job completed");
        }
        return enough;
    }

    private void fail(ObjectNode job, List<ObjectNode> pods, String reason, String message) {
        var active = pods.stream().filter(Pods::isActive).toList();
        active.forEach(pod -> delete(job, pod));
        write(job, 0, count(pods, "Succeeded"), count(pods, "Failed") + active.size());
        cluster.updateStatus(job, status -> {
            Conditions.set(status, "FailureTarget", true, reason, message, cluster.time());
            Conditions.set(status, "Failed", true, reason, message, cluster.time());
        });
        cluster.warning(SOURCE, job, reason, message);
    }

    /** Starts what is missing, later if the last ones have failed; returns how many are active then. */
    private int grow(ObjectNode job, List<ObjectNode> pods, List<ObjectNode> active, int succeeded, int failed) {
        int parallel = Trees.number(1, job, "spec", "parallelism");
        int wanted = Trees.number(0, job, "spec", "completions");
        int left = wanted > 0 ? Math.min(parallel, wanted - succeeded) : succeeded > 0 ? active.size() : parallel;
        for (int surplus = active.size() - left; surplus > 0; surplus--) {
            delete(job, active.get(surplus - 1));
        }
        if (active.size() >= left) {
            return left;
        }
        if (failed > 0) {
            var due = lastFailure(pods).plus(pace.seconds(10L << Math.min(5, failed - 1)));
            if (cluster.now().isBefore(due)) {
                cluster.loop().at(due, this, cluster.idOf(job));
                return active.size();
            }
        }
        for (int i = active.size(); i < left; i++) {
            if (!create(job)) {
                return i;
            }
        }
        return left;
    }

    private Instant lastFailure(List<ObjectNode> pods) {
        return pods.stream()
                .filter(pod -> Trees.text(pod, "status", "phase").equals("Failed"))
                .flatMap(pod -> Trees.items(pod, "status", "containerStatuses").stream())
                .map(status -> Times.parse(Trees.at(status, "state", "terminated", "finishedAt"), Instant.EPOCH))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private boolean create(ObjectNode job) {
        var pod = cluster.ownedObject("v1", "Pod", job, Trees.at(job, "spec", "template"));
        Trees.child(pod, "metadata").put("generateName", Trees.text(job, "metadata", "name") + "-");
        try {
            var created = cluster.create(pod);
            cluster.normal(SOURCE, job, "SuccessfulCreate", "Created pod: " + Trees.text(created, "metadata", "name"));
            return true;
        } catch (ApiFailure refused) {
            cluster.warning(SOURCE, job, "FailedCreate", "Error creating: " + refused.getMessage());
            cluster.loop().at(cluster.now().plusSeconds(5), this, cluster.idOf(job));
            return false;
        }
    }

    private void write(ObjectNode job, int active, int succeeded, int failed) {
        int ready = (int) cluster.owned("Pod", job).stream()
                .filter(pod -> Pods.isActive(pod) && Pods.isReady(pod))
                .count();
        cluster.updateStatus(job, status -> {
            put(status, "active", active);
            put(status, "succeeded", succeeded);
            put(status, "failed", failed);
            status.put("ready", ready).put("terminating", 0);
            status.putObject("uncountedTerminatedPods");
        });
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }

    private void expire(ObjectNode job) {
        if (!Trees.has(job, "spec", "ttlSecondsAfterFinished")) {
            return;
        }
        var end = Conditions.find(job.path("status"), "Complete")
                .or(() -> Conditions.find(job.path("status"), "Failed"))
                .map(condition -> Times.parse(condition.path("lastTransitionTime"), cluster.now()))
                .orElse(cluster.now());
        var due = end.plusSeconds(Trees.number(0, job, "spec", "ttlSecondsAfterFinished"));
        if (cluster.now().isBefore(due)) {
            cluster.loop().at(due, this, cluster.idOf(job));
        } else {
            cluster.delete(job, Trees.object().put("propagationPolicy", "Background"));
        }
    }
}
