package io.lexiops.server.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives each pod a node, or says why no node will do. */
final class Scheduler implements Reconciler {

    private static final String SOURCE = "default-scheduler";

    private final Cluster cluster;

    Scheduler(Cluster cluster) {
        this.cluster = cluster.as("kube-scheduler");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "pods" -> {
                if (waits(change.object()) && change.kind() != Change.Kind.DELETED) {
                    cluster.loop().soon(this, change.id());
                } else if (change.kind() == Change.Kind.DELETED || Pods.isFinished(change.object())) {
                    tryAllAgain();
                }
            }
            case "nodes" -> tryAllAgain();
            case "persistentvolumeclaims" -> {
                if (change.kind() != Change.Kind.DELETED) {
                    tryAllAgain();
                }
            }
            default -> {}
        }
    }

    private void tryAllAgain() {
        for (var pod : cluster.list("Pod", "")) {
            if (waits(pod)) {
                cluster.loop().soon(this, cluster.idOf(pod));
            }
        }
    }

    private static boolean waits(JsonNode pod) {
        return Trees.text(pod, "spec", "nodeName").isEmpty()
                && !Pods.isTerminating(pod)
                && !Pods.isFinished(pod)
                && Trees.items(pod, "spec", "schedulingGates").isEmpty()
                && Trees.textOr(SOURCE, pod, "spec", "schedulerName").equals(SOURCE);
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || !waits(found.get())) {
            return;
        }
        var pod = found.get();
        var nodes = nodes();
        var taken = cluster.list("Pod", "").stream()
                .filter(other -> !Trees.text(other, "spec", "nodeName").isEmpty() && !Pods.isFinished(other))
                .toList();
        var volumes = volumeProblem(pod);
        if (!volumes.isEmpty()) {
            refuse(
                    pod,
                    "0/" + nodes.size() + " nodes are available: " + volumes + "." + noPreemption(nodes.size(), false));
            return;
        }
        var fit = new NodeFit(pod, taken, nodes);
        var reasons = new TreeMap<String, Integer>();
        var possible = new ArrayList<JsonNode>();
        boolean onlyFull = true;
        for (var node : nodes.values()) {
            var why = fit.reasons(node);
            if (why.isEmpty()) {
                possible.add(node);
            }
            why.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            onlyFull &=
                    why.stream().allMatch(reason -> reason.startsWith("Insufficient") || reason.startsWith("Too many"));
        }
        if (possible.isEmpty()) {
            refuse(pod, message(nodes.size(), reasons) + noPreemption(nodes.size(), onlyFull));
            return;
        }
        bind(pod, emptiest(possible, taken));
    }

    private Map<String, JsonNode> nodes() {
        var nodes = new TreeMap<String, JsonNode>();
        cluster.list("Node", "").forEach(node -> nodes.put(Trees.text(node, "metadata", "name"), node));
        return nodes;
    }

    private static String message(int nodes, Map<String, Integer> reasons) {
        var texts = reasons.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .toList();
        return nodes == 0
                ? "no nodes available to schedule pods"
                : "0/" + nodes + " nodes are available: " + String.join(", ", texts) + ".";
    }

    private static String noPreemption(int nodes, boolean onlyFull) {
        if (nodes == 0) {
            return "";
        }
        return " preemption: 0/" + nodes + " nodes are available: " + nodes
                + (onlyFull
                        ? " No preemption victims found for incoming pod."
                        : " Preemption is not helpful for scheduling.");
    }

    private String volumeProblem(ObjectNode pod) {
        for (var volume : Trees.items(pod, "spec", "volumes")) {
            var name = Trees.text(volume, "persistentVolumeClaim", "claimName");
            if (name.isEmpty()) {
                continue;
            }
            var claim = cluster.find("PersistentVolumeClaim", Trees.text(pod, "metadata", "namespace"), name);
            if (claim.isEmpty()) {
                return "persistentvolumeclaim " + ApiFailure.quoted(name) + " not found";
            }
            if (Trees.text(claim.get(), "status", "phase").equals("Lost")) {
                return "persistentvolumeclaim " + ApiFailure.quoted(name)
                        + " bound to non-existent persistentvolume "
                        + ApiFailure.quoted(Trees.text(claim.get(), "spec", "volumeName"));
            }
            if (!Trees.text(claim.get(), "status", "phase").equals("Bound")) {
                return "pod has unbound immediate PersistentVolumeClaims";
            }
        }
        return "";
    }

    private void refuse(ObjectNode pod, String message) {
        boolean said = Conditions.find(pod.path("status"), "PodScheduled")
                .filter(condition -> Trees.text(condition, "message").equals(message))
                .isPresent();
        if (said) {
            return;
        }
        cluster.updateStatus(pod, status -> {
            status.put("phase", "Pending");
            Conditions.set(status, "PodScheduled", false, "Unschedulable", message, cluster.time());
        });
        cluster.warning(SOURCE, pod, "FailedScheduling", message);
    }

    private static String emptiest(List<JsonNode> possible, List<ObjectNode> taken) {
        var load = new HashMap<String, BigDecimal>();
        for (var pod : taken) {
            var used = PodResources.request(pod, "cpu").add(new BigDecimal("0.1"));
            load.merge(Trees.text(pod, "spec", "nodeName"), used, BigDecimal::add);
        }
        return possible.stream()
                .map(node -> Trees.text(node, "metadata", "name"))
                .min(Comparator.comparing((String name) -> load.getOrDefault(name, BigDecimal.ZERO))
                        .thenComparing(name -> name))
                .orElseThrow();
    }

    private void bind(ObjectNode pod, String node) {
        cluster.update(pod, live -> Trees.child(live, "spec").put("nodeName", node));
        cluster.updateStatus(pod, status -> Conditions.set(status, "PodScheduled", true, "", "", cluster.time()));
        var name = Trees.text(pod, "metadata", "namespace") + "/" + Trees.text(pod, "metadata", "name");
        cluster.normal(SOURCE, pod, "Scheduled", "Successfully assigned " + name + " to " + node);
    }
}
