package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps pods with names and volumes of their own, one after the other. */
final class StatefulSetController implements Reconciler {

    private static final String SOURCE = "statefulset-controller";
    private static final String REVISION = "controller-revision-hash";

    private final Cluster cluster;
    private final Revisions revisions;

    StatefulSetController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
        this.revisions = new Revisions(this.cluster);
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "statefulsets.apps" -> cluster.loop().soon(this, change.id());
            case "pods" ->
                Owners.of(cluster, change.object(), "StatefulSet")
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
        var set = found.get();
        var newest = revisions.ensure(set);
        var pods = pods(set);
        if (!act(set, pods, newest)) {
            rollOut(set, pods, newest);
        }
        updateStatus(set, newest);
    }

    private Map<Integer, ObjectNode> pods(ObjectNode set) {
        var pods = new TreeMap<Integer, ObjectNode>();
        var prefix = Trees.text(set, "metadata", "name") + "-";
        for (var pod : cluster.owned("Pod", set)) {
            var rest = Trees.text(pod, "metadata", "name").substring(prefix.length());
            if (rest.matches("\\d{1,6}")) {
                pods.put(Integer.parseInt(rest), pod);
            }
        }
        return pods;
    }

    /** Creates and removes; says whether the set is not yet as wanted. */
    private boolean act(ObjectNode set, Map<Integer, ObjectNode> pods, String newest) {
        boolean ordered = !Trees.text(set, "spec", "podManagementPolicy").equals("Parallel");
        int first = Trees.number(0, set, "spec", "ordinals", "start");
        int end = first + Trees.number(1, set, "spec", "replicas");
        boolean busy = false;
        for (int ordinal = first; ordinal < end; ordinal++) {
            var pod = pods.get(ordinal);
            if (pod == null) {
                create(set, ordinal, newest);
                busy = true;
            } else if (Pods.isFinished(pod) && !Pods.isTerminating(pod)) {
                cluster.warning(
                        SOURCE,
                        set,
                        "RecreatingFailedPod",
                        "StatefulSet " + Trees.text(set, "metadata", "namespace") + "/"
                                + Trees.text(set, "metadata", "name") + " is recreating failed Pod "
                                + Trees.text(pod, "metadata", "name"));
                cluster.delete(pod);
                busy = true;
            } else if (!Pods.isReady(pod) || Pods.isTerminating(pod)) {
                busy = true;
            }
            if (busy && ordered) {
                return true;
            }
        }
        var surplus = pods.entrySet().stream()
                .filter(entry -> entry.getKey() >= end || entry.getKey() < first)
                .sorted(Map.Entry.<Integer, ObjectNode>comparingByKey().reversed())
                .map(Map.Entry::getValue)
                .toList();
        for (var pod : surplus) {
            if (!Pods.isTerminating(pod)) {
                delete(set, pod);
            }
            busy = true;
            if (ordered) {
                return true;
            }
        }
        return busy;
    }

    private void create(ObjectNode set, int ordinal, String revision) {
        var name = Trees.text(set, "metadata", "name") + "-" + ordinal;
        for (var template : Trees.items(set, "spec", "volumeClaimTemplates")) {
            claim(set, template, name);
        }
        var pod = cluster.ownedObject("v1", "Pod", set, Trees.at(set, "spec", "template"));
        var metadata = Trees.child(pod, "metadata").put("name", name);
        Trees.child(metadata, "labels")
                .put(REVISION, revision)
                .put("statefulset.kubernetes.io/pod-name", name)
                .put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        var spec = Trees.child(pod, "spec").put("hostname", name);
        var service = Trees.text(set, "spec", "serviceName");
        if (!service.isEmpty()) {
            spec.put("subdomain", service);
        }
        for (var template : Trees.items(set, "spec", "volumeClaimTemplates")) {
            var volume = Trees.text(template, "metadata", "name");
            var list = Trees.list(spec, "volumes");
            list.removeIf(other -> Trees.text(other, "name").equals(volume));
            list.addObject()
                    .put("name", volume)
                    .putObject("persistentVolumeClaim")
                    .put("claimName", volume + "-" + name);
        }
        try {
            cluster.create(pod);
            cluster.normal(SOURCE, set, "SuccessfulCreate", message("create", name, set) + " successful");
        } catch (ApiFailure refused) {
            cluster.warning(
                    SOURCE,
                    set,
                    "FailedCreate",
                    message("create", name, set) + " failed error: " + refused.getMessage());
            cluster.loop().at(cluster.now().plusSeconds(5), this, cluster.idOf(set));
        }
    }

    private static String message(String verb, String pod, ObjectNode set) {
        return verb + " Pod " + pod + " in StatefulSet " + Trees.text(set, "metadata", "name");
    }

    private void claim(ObjectNode set, JsonNode template, String pod) {
        var name = Trees.text(template, "metadata", "name") + "-" + pod;
        var namespace = Trees.text(set, "metadata", "namespace");
        if (cluster.find("PersistentVolumeClaim", namespace, name).isPresent()) {
            return;
        }
        var claim = Trees.object().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        var metadata = claim.putObject("metadata").put("name", name).put("namespace", namespace);
        var labels = Trees.labels(template, "metadata", "labels");
        labels.putAll(Trees.labels(set, "spec", "selector", "matchLabels"));
        metadata.set("labels", Trees.object(labels));
        claim.set("spec", template.path("spec").deepCopy());
        cluster.create(claim);
        cluster.normal(
                SOURCE,
                set,
                "SuccessfulCreate",
                "create Claim " + name + " Pod " + pod + " in StatefulSet " + Trees.text(set, "metadata", "name")
                        + " success");
    }

    private void delete(ObjectNode set, ObjectNode pod) {
        cluster.delete(pod);
        cluster.normal(
                SOURCE,
                set,
                "SuccessfulDelete",
                message("delete", Trees.text(pod, "metadata", "name"), set) + " successful");
    }

    /** The last one first, each only when all others are ready. */
    private void rollOut(ObjectNode set, Map<Integer, ObjectNode> pods, String newest) {
        if (Trees.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return;
        }
        int partition = Trees.number(0, set, "spec", "updateStrategy", "rollingUpdate", "partition");
        pods.entrySet().stream()
                .filter(entry -> entry.getKey() >= partition
                        && !Trees.labels(entry.getValue(), "metadata", "labels")
                                .getOrDefault(REVISION, "")
                                .equals(newest)
                        && !Pods.isTerminating(entry.getValue()))
                .max(Map.Entry.comparingByKey())
                .ifPresent(entry -> delete(set, entry.getValue()));
    }

    private void updateStatus(ObjectNode set, String newest) {
        var pods = List.copyOf(pods(set).values());
        int wanted = Trees.number(1, set, "spec", "replicas");
        int minReady = Trees.number(0, set, "spec", "minReadySeconds");
        int ready = count(pods, Pods::isReady);
        int available = count(pods, pod -> Pods.isAvailable(pod, minReady, cluster.now()));
        int updated = count(
                pods,
                pod -> Trees.labels(pod, "metadata", "labels")
                        .getOrDefault(REVISION, "")
                        .equals(newest));
        if (available < ready) {
            cluster.loop().at(cluster.now().plusSeconds(1), this, cluster.idOf(set));
        }
        cluster.updateStatus(set, status -> {
            boolean complete = updated == pods.size() && ready == wanted && pods.size() == wanted;
            var current = complete ? newest : Trees.textOr(newest, status, "currentRevision");
            status.put("observedGeneration", Trees.number(1, set, "metadata", "generation"));
            status.put("replicas", pods.size());
            status.put("currentRevision", current).put("updateRevision", newest);
            put(status, "readyReplicas", ready);
            put(status, "updatedReplicas", updated);
            put(status, "currentReplicas", complete ? pods.size() : pods.size() - updated);
            status.put("availableReplicas", available);
            status.put("collisionCount", 0);
        });
    }

    private static int count(List<ObjectNode> pods, Predicate<ObjectNode> which) {
        return (int) pods.stream()
                .filter(pod -> !Pods.isTerminating(pod))
                .filter(which)
                .count();
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }
}
