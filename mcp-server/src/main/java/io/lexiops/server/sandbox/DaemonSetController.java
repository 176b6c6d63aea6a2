package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps one pod on each node that will have it. */
final class DaemonSetController implements Reconciler {

    private static final String SOURCE = "daemonset-controller";
    private static final String REVISION = "controller-revision-hash";

    private final Cluster cluster;
    private final Revisions revisions;

    DaemonSetController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
        this.revisions = new Revisions(this.cluster);
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "daemonsets.apps" -> cluster.loop().soon(this, change.id());
            case "pods" ->
                Owners.of(cluster, change.object(), "DaemonSet")
                        .ifPresent(id -> cluster.loop().soon(this, id));
            case "nodes" ->
                cluster.list("DaemonSet", "").forEach(set -> cluster.loop().soon(this, cluster.idOf(set)));
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
        var hash = revisions.ensure(set).substring(id.name().length() + 1);
        var byNode = byNode(set);
        var wanted = nodes(set);
        boolean busy = false;
        for (var node : wanted) {
            if (!byNode.containsKey(node)) {
                create(set, node, hash);
                busy = true;
            }
        }
        for (var entry : byNode.entrySet()) {
            if (!wanted.contains(entry.getKey()) || Pods.isFinished(entry.getValue())) {
                remove(set, entry.getValue());
                busy = true;
            }
        }
        if (!busy) {
            rollOut(set, byNode, hash);
        }
        updateStatus(set, wanted, hash);
    }

    private Map<String, ObjectNode> byNode(ObjectNode set) {
        var byNode = new TreeMap<String, ObjectNode>();
        for (var pod : cluster.owned("Pod", set)) {
            byNode.put(target(pod), pod);
        }
        return byNode;
    }

    private static String target(JsonNode pod) {
        for (var term : Trees.items(
                pod,
                "spec",
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms")) {
            for (var field : Trees.items(term, "matchFields")) {
                return Trees.texts(field, "values").getFirst();
            }
        }
        return Trees.text(pod, "spec", "nodeName");
    }

    private List<String> nodes(ObjectNode set) {
        var probe = Trees.object();
        probe.set("spec", Trees.at(set, "spec", "template", "spec").deepCopy());
        Trees.child(probe, "spec").remove("containers");
        tolerations(Trees.child(probe, "spec"));
        var names = new ArrayList<String>();
        for (var node : cluster.list("Node", "")) {
            if (new NodeFit(probe, new Places(Map.of())).reasons(node).isEmpty()) {
                names.add(Trees.text(node, "metadata", "name"));
            }
        }
        return names;
    }

    private static void tolerations(ObjectNode spec) {
        var list = Trees.list(spec, "tolerations");
        for (var key : List.of("not-ready", "unreachable")) {
            list.addObject()
                    .put("key", "node.kubernetes.io/" + key)
                    .put("operator", "Exists")
                    .put("effect", "NoExecute");
        }
        for (var key : List.of("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable")) {
            list.addObject()
                    .put("key", "node.kubernetes.io/" + key)
                    .put("operator", "Exists")
                    .put("effect", "NoSchedule");
        }
    }

    private void create(ObjectNode set, String node, String hash) {
        var pod = cluster.ownedObject("v1", "Pod", set, Trees.at(set, "spec", "template"));
        var metadata = Trees.child(pod, "metadata").put("generateName", Trees.text(set, "metadata", "name") + "-");
        Trees.child(metadata, "labels").put(REVISION, hash);
        var spec = Trees.child(pod, "spec");
        tolerations(spec);
        var required = Trees.child(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        var field = required.putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchFields")
                .addObject();
        field.put("key", "metadata.name")
                .put("operator", "In")
                .putArray("values")
                .add(node);
        try {
            var created = cluster.create(pod);
            cluster.normal(SOURCE, set, "SuccessfulCreate", "Created pod: " + Trees.text(created, "metadata", "name"));
        } catch (ApiFailure refused) {
            cluster.warning(SOURCE, set, "FailedCreate", "Error creating: " + refused.getMessage());
            cluster.loop().at(cluster.now().plusSeconds(5), this, cluster.idOf(set));
        }
    }

    private void remove(ObjectNode set, ObjectNode pod) {
        if (!Pods.isTerminating(pod)) {
            cluster.delete(pod);
            cluster.normal(SOURCE, set, "SuccessfulDelete", "Deleted pod: " + Trees.text(pod, "metadata", "name"));
        }
    }

    private void rollOut(ObjectNode set, Map<String, ObjectNode> byNode, String hash) {
        if (Trees.text(set, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return;
        }
        int may = Math.max(
                1,
                RollingUpdate.share(
                        Trees.at(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable"),
                        byNode.size(),
                        true));
        long missing = byNode.values().stream()
                .filter(pod -> !Pods.isReady(pod) || Pods.isTerminating(pod))
                .count();
        for (var pod : byNode.values()) {
            boolean old = !isOf(pod, hash);
            if (old && !Pods.isTerminating(pod) && (missing < may || !Pods.isReady(pod))) {
                remove(set, pod);
                missing++;
            }
        }
    }

    private static boolean isOf(JsonNode pod, String hash) {
        return Trees.labels(pod, "metadata", "labels")
                .getOrDefault(REVISION, "")
                .equals(hash);
    }

    private void updateStatus(ObjectNode set, List<String> wanted, String hash) {
        var byNode = byNode(set);
        var there = byNode.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getKey()) && !Pods.isTerminating(entry.getValue()))
                .map(Map.Entry::getValue)
                .toList();
        int minReady = Trees.number(0, set, "spec", "minReadySeconds");
        int ready = (int) there.stream().filter(Pods::isReady).count();
        int available = (int) there.stream()
                .filter(pod -> Pods.isAvailable(pod, minReady, cluster.now()))
                .count();
        int updated = (int) there.stream().filter(pod -> isOf(pod, hash)).count();
        cluster.updateStatus(set, status -> {
            status.put("observedGeneration", Trees.number(1, set, "metadata", "generation"));
            status.put("currentNumberScheduled", there.size());
            status.put("desiredNumberScheduled", wanted.size());
            status.put("numberMisscheduled", byNode.size() - there.size());
            status.put("numberReady", ready);
            put(status, "numberAvailable", available);
            put(status, "numberUnavailable", wanted.size() - available);
            put(status, "updatedNumberScheduled", updated);
        });
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }
}
