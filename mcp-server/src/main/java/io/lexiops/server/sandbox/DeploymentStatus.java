package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a deployment has come to, and whether it gets on. */
final class DeploymentStatus {

    private static final Duration NO_DEADLINE = Duration.ofSeconds(-1);

    private final Cluster cluster;

    DeploymentStatus(Cluster cluster) {
        this.cluster = cluster;
    }

    void update(ObjectNode deployment, Optional<ObjectNode> newest, List<ObjectNode> sets) {
        var fresh = sets.stream()
                .map(set -> cluster.find(cluster.idOf(set)).orElse(set))
                .toList();
        var updated = newest.flatMap(set -> cluster.find(cluster.idOf(set)));
        int replicas = sum(fresh, "replicas");
        int ready = sum(fresh, "readyReplicas");
        int available = sum(fresh, "availableReplicas");
        int current =
                updated.map(set -> Trees.number(0, set, "status", "replicas")).orElse(0);
        int wanted = DeploymentController.replicas(deployment);
        cluster.updateStatus(deployment, status -> {
            int beforeUpdated = Trees.number(0, status, "updatedReplicas");
            int beforeAvailable = Trees.number(0, status, "availableReplicas");
            int beforeReplicas = Trees.number(0, status, "replicas");
            int beforeReady = Trees.number(0, status, "readyReplicas");
            status.put("observedGeneration", Trees.number(1, deployment, "metadata", "generation"));
            put(status, "replicas", replicas);
            put(status, "updatedReplicas", current);
            put(status, "readyReplicas", ready);
            put(status, "availableReplicas", available);
            put(status, "unavailableReplicas", Math.max(0, Math.max(wanted, replicas) - available));
            var now = cluster.time();
            boolean enough = available >= wanted - RollingUpdate.unavailable(deployment);
            Conditions.set(
                    status,
                    "Available",
                    enough,
                    enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                    enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
                    now);
            failures(fresh, status, now);
            boolean complete = current == wanted && replicas == wanted && available == wanted && updated.isPresent();
            boolean moved = current > beforeUpdated
                    || available > beforeAvailable
                    || ready > beforeReady
                    || (beforeReplicas - beforeUpdated) > (replicas - current);
            progress(deployment, status, updated, complete, moved, now);
        });
    }

    private static int sum(List<ObjectNode> sets, String field) {
        return sets.stream()
                .mapToInt(set -> Trees.number(0, set, "status", field))
                .sum();
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }

    private static void failures(List<ObjectNode> sets, ObjectNode status, String now) {
        var failure = sets.stream()
                .flatMap(set -> Conditions.find(set.path("status"), "ReplicaFailure").stream())
                .findFirst();
        if (failure.isPresent()) {
            Conditions.set(
                    status,
                    "ReplicaFailure",
                    true,
                    Trees.text(failure.get(), "reason"),
                    Trees.text(failure.get(), "message"),
                    now);
        } else if (Conditions.find(status, "ReplicaFailure").isPresent()) {
            Conditions.remove(status, "ReplicaFailure");
        }
    }

    private void progress(
            ObjectNode deployment,
            ObjectNode status,
            Optional<ObjectNode> newest,
            boolean complete,
            boolean moved,
            String now) {
        var name = newest.map(set -> Trees.text(set, "metadata", "name"))
                .map(text -> "ReplicaSet " + ApiFailure.quoted(text))
                .orElse("Deployment " + ApiFailure.quoted(Trees.text(deployment, "metadata", "name")));
        if (Trees.truth(deployment, "spec", "paused")) {
            setProgress(status, "Unknown", "DeploymentPaused", "Deployment is paused", now, false);
            return;
        }
        var old = Conditions.find(status, "Progressing");
        var reason = old.map(condition -> Trees.text(condition, "reason")).orElse("");
        if (complete) {
            setProgress(
                    status,
                    "True",
                    "NewReplicaSetAvailable",
                    name + " has successfully progressed.",
                    now,
                    !reason.equals("NewReplicaSetAvailable"));
            return;
        }
        if (reason.equals("DeploymentPaused")) {
            setProgress(status, "Unknown", "DeploymentResumed", "Deployment is resumed", now, true);
            return;
        }
        if (moved || reason.isEmpty()) {
            if (!reason.equals("NewReplicaSetAvailable") || moved) {
                setProgress(status, "True", "ReplicaSetUpdated", name + " is progressing.", now, true);
            }
            return;
        }
        var since = old.map(condition -> Times.parse(condition.path("lastUpdateTime"), cluster.now()))
                .orElse(cluster.now());
        int limit = Trees.number(600, deployment, "spec", "progressDeadlineSeconds");
        if (!reason.equals("NewReplicaSetAvailable")
                && !since.plusSeconds(limit).isAfter(cluster.now())) {
            setProgress(
                    status,
                    "False",
                    "ProgressDeadlineExceeded",
                    name + " has timed out progressing.",
                    now,
                    !reason.equals("ProgressDeadlineExceeded"));
        }
    }

    /** Says that something began, outside the regular round. */
    void progress(ObjectNode deployment, String reason, String message) {
        cluster.updateStatus(deployment, status -> setProgress(status, "True", reason, message, cluster.time(), true));
    }

    private static void setProgress(
            ObjectNode status, String value, String reason, String message, String now, boolean touched) {
        var old = Conditions.find(status, "Progressing");
        boolean same = old.isPresent() && Trees.text(old.get(), "status").equals(value);
        var condition = Trees.object().put("type", "Progressing").put("status", value);
        condition.put("lastUpdateTime", touched || old.isEmpty() ? now : Trees.text(old.get(), "lastUpdateTime"));
        condition.put("lastTransitionTime", same ? Trees.text(old.get(), "lastTransitionTime") : now);
        condition.put("reason", reason).put("message", message);
        ArrayNode list = Trees.list(status, "conditions");
        list.removeIf(entry -> Trees.text(entry, "type").equals("Progressing"));
        list.add(condition);
    }

    /** How long until the deployment counts as stuck; negative if it can't be. */
    Duration untilDeadline(ObjectNode deployment) {
        var live = cluster.find(cluster.idOf(deployment));
        var condition = live.flatMap(found -> Conditions.find(found.path("status"), "Progressing"));
        if (condition.isEmpty()
                || !List.of("ReplicaSetUpdated", "NewReplicaSetCreated", "FoundNewReplicaSet", "DeploymentResumed")
                        .contains(Trees.text(condition.get(), "reason"))) {
            return NO_DEADLINE;
        }
        var since = Times.parse(condition.get().path("lastUpdateTime"), cluster.now());
        var due = since.plusSeconds(Trees.number(600, deployment, "spec", "progressDeadlineSeconds"));
        return Duration.between(cluster.now(), due);
    }
}
