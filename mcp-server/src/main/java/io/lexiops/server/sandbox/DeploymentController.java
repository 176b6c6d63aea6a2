package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps one replica set for each revision of a deployment and moves the replicas to the newest. */
final class DeploymentController implements Reconciler {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HASH = "pod-template-hash";
    private static final String SOURCE = "deployment-controller";

    private final Cluster cluster;
    private final DeploymentStatus status;

    DeploymentController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
        this.status = new DeploymentStatus(this.cluster);
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "deployments.apps" -> cluster.loop().soon(this, change.id());
            case "replicasets.apps" ->
                ownerOf(change.object(), "Deployment")
                        .ifPresent(id -> cluster.loop().soon(this, id));
            default -> {}
        }
    }

    private Optional<ObjectId> ownerOf(JsonNode object, String kind) {
        return Trees.items(object, "metadata", "ownerReferences").stream()
                .filter(reference -> Trees.text(reference, "kind").equals(kind))
                .map(reference ->
                        cluster.id(kind, Trees.text(object, "metadata", "namespace"), Trees.text(reference, "name")))
                .findFirst();
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || Pods.isTerminating(found.get())) {
            return;
        }
        var deployment = found.get();
        var sets = sets(deployment);
        var newest = sets.stream().filter(set -> sameTemplate(deployment, set)).findFirst();
        boolean paused = Trees.truth(deployment, "spec", "paused");
        if (newest.isEmpty() && !paused) {
            create(deployment, sets);
            return;
        }
        if (newest.isPresent() && noteRevision(deployment, newest.get(), sets)) {
            return;
        }
        var old = sets.stream()
                .filter(set -> newest.isEmpty() || !set.equals(newest.get()))
                .toList();
        boolean acted = paused
                ? newest.isPresent()
                        && old.stream().noneMatch(set -> wanted(set) > 0)
                        && scaleTo(deployment, newest.get(), replicas(deployment))
                : new RollingUpdate(cluster, deployment, newest.orElseThrow(), old, this::scaleTo).step();
        status.update(deployment, newest, sets);
        if (!acted && !paused) {
            cleanUp(deployment, old);
        }
        Duration untilDeadline = status.untilDeadline(deployment);
        if (!untilDeadline.isNegative()) {
            cluster.loop().at(cluster.now().plus(untilDeadline).plusMillis(50), this, id);
        }
    }

    private List<ObjectNode> sets(ObjectNode deployment) {
        var sets = new ArrayList<>(cluster.owned("ReplicaSet", deployment));
        sets.removeIf(Pods::isTerminating);
        sets.sort(Comparator.comparingInt(DeploymentController::revision));
        return sets;
    }

    static int revision(JsonNode object) {
        var text = Trees.text(object, "metadata", "annotations", REVISION);
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    static int replicas(JsonNode object) {
        return Trees.number(1, object, "spec", "replicas");
    }

    static int wanted(JsonNode set) {
        return Trees.number(0, set, "spec", "replicas");
    }

    private static boolean sameTemplate(ObjectNode deployment, ObjectNode set) {
        var template = Trees.copy(Trees.at(set, "spec", "template"));
        Trees.child(template, "metadata", "labels").remove(HASH);
        var own = Trees.copy(Trees.at(deployment, "spec", "template"));
        Trees.child(own, "metadata", "labels").remove(HASH);
        return Trees.same(own, template);
    }

    private void create(ObjectNode deployment, List<ObjectNode> sets) {
        var template = Trees.at(deployment, "spec", "template");
        var hash = TemplateHash.of(template, Trees.number(0, deployment, "status", "collisionCount"));
        var name = Trees.text(deployment, "metadata", "name") + "-" + hash;
        var set = cluster.ownedObject("apps/v1", "ReplicaSet", deployment, Trees.object());
        var metadata = Trees.child(set, "metadata").put("name", name);
        var labels = metadata.putObject("labels");
        labels.setAll(Trees.object(Trees.labels(template, "metadata", "labels")));
        labels.put(HASH, hash);
        metadata.set("annotations", annotations(deployment, next(sets)));
        var spec = set.putObject("spec").put("replicas", 0);
        var selector = Trees.copy(Trees.at(deployment, "spec", "selector"));
        Trees.child(selector, "matchLabels").put(HASH, hash);
        spec.set("selector", selector);
        var own = Trees.copy(template);
        Trees.child(own, "metadata", "labels").put(HASH, hash);
        spec.set("template", own);
        int minReady = Trees.number(0, deployment, "spec", "minReadySeconds");
        if (minReady > 0) {
            spec.put("minReadySeconds", minReady);
        }
        int first = sets.stream().mapToInt(DeploymentController::wanted).sum() == 0
                ? replicas(deployment)
                : RollingUpdate.room(deployment, sets, null);
        boolean recreate = Trees.text(deployment, "spec", "strategy", "type").equals("Recreate");
        spec.put("replicas", recreate && sets.stream().anyMatch(old -> wanted(old) > 0) ? 0 : first);
        cluster.create(set);
        noteRevision(deployment, next(sets));
        if (wanted(set) > 0) {
            cluster.normal(
                    SOURCE,
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled up replica set " + name + " to " + wanted(set) + (sets.isEmpty() ? "" : " from 0"));
        }
        status.progress(deployment, "NewReplicaSetCreated", "Created new replica set " + ApiFailure.quoted(name));
    }

    private static int next(List<ObjectNode> sets) {
        return sets.stream().mapToInt(DeploymentController::revision).max().orElse(0) + 1;
    }

    private static ObjectNode annotations(ObjectNode deployment, int revision) {
        var annotations = Trees.object(Trees.labels(deployment, "metadata", "annotations"));
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        annotations.put("deployment.kubernetes.io/desired-replicas", Integer.toString(replicas(deployment)));
        annotations.put(
                "deployment.kubernetes.io/max-replicas",
                Integer.toString(replicas(deployment) + RollingUpdate.surge(deployment)));
        annotations.put(REVISION, Integer.toString(revision));
        return annotations;
    }

    /** An old revision that comes back gets the highest number. */
    private boolean noteRevision(ObjectNode deployment, ObjectNode newest, List<ObjectNode> sets) {
        int highestOther = sets.stream()
                .filter(set -> !set.equals(newest))
                .mapToInt(DeploymentController::revision)
                .max()
                .orElse(0);
        int own = revision(newest) <= highestOther ? highestOther + 1 : revision(newest);
        var annotations = annotations(deployment, own);
        if (!Trees.same(annotations, Trees.at(newest, "metadata", "annotations"))) {
            cluster.update(newest, live -> Trees.child(live, "metadata").set("annotations", annotations));
            if (own != revision(newest)) {
                status.progress(
                        deployment,
                        "FoundNewReplicaSet",
                        "Found new replica set " + ApiFailure.quoted(Trees.text(newest, "metadata", "name")));
            }
            noteRevision(deployment, own);
            return true;
        }
        noteRevision(deployment, own);
        return false;
    }

    private void noteRevision(ObjectNode deployment, int revision) {
        if (revision(deployment) != revision) {
            cluster.update(
                    deployment,
                    live -> Trees.child(live, "metadata", "annotations").put(REVISION, Integer.toString(revision)));
        }
    }

    private boolean scaleTo(ObjectNode deployment, ObjectNode set, int replicas) {
        int before = wanted(set);
        if (before == replicas) {
            return false;
        }
        cluster.update(set, live -> Trees.child(live, "spec").put("replicas", replicas));
        var direction = replicas > before ? "up" : "down";
        cluster.normal(
                SOURCE,
                deployment,
                "ScalingReplicaSet",
                "Scaled " + direction + " replica set " + Trees.text(set, "metadata", "name") + " to " + replicas
                        + " from " + before);
        return true;
    }

    private void cleanUp(ObjectNode deployment, List<ObjectNode> old) {
        int limit = Trees.number(10, deployment, "spec", "revisionHistoryLimit");
        var idle = old.stream()
                .filter(set -> wanted(set) == 0 && Trees.number(0, set, "status", "replicas") == 0)
                .toList();
        for (int i = 0; i < idle.size() - limit; i++) {
            cluster.delete(idle.get(i));
        }
    }
}
