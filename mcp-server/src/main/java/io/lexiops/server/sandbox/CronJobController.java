package io.lexiops.server.sandbox;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a job whenever a schedule says so, and keeps only the last few. */
final class CronJobController implements Reconciler {

    private static final String SOURCE = "cronjob-controller";

    private final Cluster cluster;

    CronJobController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "cronjobs.batch" -> cluster.loop().soon(this, change.id());
            case "jobs.batch" ->
                Owners.of(cluster, change.object(), "CronJob")
                        .ifPresent(id -> cluster.loop().soon(this, id));
            default -> {}
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || Pods.isTerminating(found.get())) {
            return;
        }
        var cronJob = found.get();
        var jobs = jobs(cronJob);
        var schedule = CronSchedule.parse(Trees.text(cronJob, "spec", "schedule"));
        var zone = zone(cronJob);
        var now = cluster.now().atZone(zone);
        if (!Trees.truth(cronJob, "spec", "suspend")) {
            latestMissed(schedule, since(cronJob).atZone(zone), now).ifPresent(due -> start(cronJob, jobs, due));
            schedule.after(now).ifPresent(next -> cluster.loop().at(next.toInstant(), this, id));
        }
        forgetOld(cronJob, "Complete", Trees.number(3, cronJob, "spec", "successfulJobsHistoryLimit"));
        forgetOld(cronJob, "Failed", Trees.number(1, cronJob, "spec", "failedJobsHistoryLimit"));
        updateStatus(cronJob);
    }

    private static ZoneId zone(JsonNode cronJob) {
        var name = Trees.text(cronJob, "spec", "timeZone");
        return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : ZoneOffset.UTC;
    }

    private Instant since(JsonNode cronJob) {
        var created = Times.parse(Trees.at(cronJob, "metadata", "creationTimestamp"), cluster.now());
        var since = Times.parse(Trees.at(cronJob, "status", "lastScheduleTime"), created);
        int patience = Trees.number(0, cronJob, "spec", "startingDeadlineSeconds");
        var earliest = cluster.now().minusSeconds(patience);
        return patience > 0 && since.isBefore(earliest) ? earliest : since;
    }

    /** Of all times that were missed only the last counts. */
    private static Optional<ZonedDateTime> latestMissed(CronSchedule schedule, ZonedDateTime since, ZonedDateTime now) {
        var latest = Optional.<ZonedDateTime>empty();
        var next = schedule.after(since);
        for (int i = 0; i < 100 && next.isPresent() && !next.get().isAfter(now); i++) {
            latest = next;
            next = schedule.after(next.get());
        }
        return latest;
    }

    private List<ObjectNode> jobs(ObjectNode cronJob) {
        return cluster.owned("Job", cronJob);
    }

    private void start(ObjectNode cronJob, List<ObjectNode> jobs, ZonedDateTime due) {
        var running =
                jobs.stream().filter(job -> !JobController.isFinished(job)).toList();
        var policy = Trees.text(cronJob, "spec", "concurrencyPolicy");
        if (policy.equals("Forbid") && !running.isEmpty()) {
            cluster.normal(
                    SOURCE,
                    cronJob,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }
        if (policy.equals("Replace")) {
            running.forEach(job -> {
                cluster.delete(job, Trees.object().put("propagationPolicy", "Background"));
                cluster.normal(
                        SOURCE, cronJob, "SuccessfulDelete", "Deleted job " + Trees.text(job, "metadata", "name"));
            });
        }
        var name = Trees.text(cronJob, "metadata", "name") + "-" + due.toEpochSecond() / 60;
        var job = cluster.ownedObject("batch/v1", "Job", cronJob, Trees.at(cronJob, "spec", "jobTemplate"));
        var metadata = Trees.child(job, "metadata").put("name", name);
        Trees.child(metadata, "annotations")
                .put("batch.kubernetes.io/cronjob-scheduled-timestamp", Times.text(due.toInstant()));
        if (cluster.find(cluster.idOf(job)).isEmpty()) {
            cluster.create(job);
            cluster.normal(SOURCE, cronJob, "SuccessfulCreate", "Created job " + name);
        }
        cluster.updateStatus(cronJob, status -> status.put("lastScheduleTime", Times.text(due.toInstant())));
    }

    private void forgetOld(ObjectNode cronJob, String condition, int keep) {
        var finished = jobs(cronJob).stream()
                .filter(job -> Conditions.isTrue(job.path("status"), condition) && !Pods.isTerminating(job))
                .sorted(Comparator.comparing(job -> Trees.text(job, "metadata", "creationTimestamp")))
                .toList();
        for (int i = 0; i < finished.size() - keep; i++) {
            cluster.delete(finished.get(i), Trees.object().put("propagationPolicy", "Background"));
            cluster.normal(
                    SOURCE,
                    cronJob,
                    "SuccessfulDelete",
                    "Deleted job " + Trees.text(finished.get(i), "metadata", "name"));
        }
    }

    private void updateStatus(ObjectNode cronJob) {
        var jobs = jobs(cronJob);
        var known = Set.copyOf(Trees.items(cronJob, "status", "active").stream()
                .map(entry -> Trees.text(entry, "name"))
                .toList());
        for (var job : jobs) {
            var name = Trees.text(job, "metadata", "name");
            if (JobController.isFinished(job) && known.contains(name)) {
                var end = Conditions.isTrue(job.path("status"), "Complete") ? "Complete" : "Failed";
                cluster.normal(
                        SOURCE, cronJob, "SawCompletedJob", "Saw completed job: " + name + ", condition: " + end);
            }
        }
        cluster.updateStatus(cronJob, status -> {
            var active = status.putArray("active");
            for (var job : jobs) {
                if (!JobController.isFinished(job)) {
                    active.addObject()
                            .put("apiVersion", "batch/v1")
                            .put("kind", "Job")
                            .put("namespace", Trees.text(job, "metadata", "namespace"))
                            .put("name", Trees.text(job, "metadata", "name"))
                            .put("uid", Trees.text(job, "metadata", "uid"));
                }
            }
            if (active.isEmpty()) {
                status.remove("active");
            }
            jobs.stream()
                    .map(job -> Trees.text(job, "status", "completionTime"))
                    .filter(time -> !time.isEmpty())
                    .max(Comparator.naturalOrder())
                    .ifPresent(time -> status.put("lastSuccessfulTime", time));
        });
    }
}
