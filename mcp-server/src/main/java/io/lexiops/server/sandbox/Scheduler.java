package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives each pod a node, or says why no node will do. */
final class Scheduler implements Reconciler {

    private static final String SOURCE = "default-scheduler";
    private static final ObjectId ALL_PODS = new ObjectId("pods", "", "");

    private final Cluster cluster;

    Scheduler(Cluster cluster) {
        this.cluster = cluster.as("kube-scheduler");
    }

    @Override
    public void observe(Change change) {
        boolean matters = switch (change.id().storageKey()) {
            case "pods" ->
                waits(change.object()) || change.kind() == Change.Kind.DELETED || Pods.isFinished(change.object());
            case "nodes" -> true;
            case "persistentvolumeclaims" -> change.kind() != Change.Kind.DELETED;
            default -> false;
        };
        if (matters) {
            cluster.loop().soon(this, ALL_PODS);
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
        var pods = cluster.list("Pod", "");
        var waiting = pods.stream().filter(Scheduler::waits).toList();
        if (waiting.isEmpty()) {
            return;
        }
        var nodes = new TreeMap<String, JsonNode>();
        cluster.list("Node", "").forEach(node -> nodes.put(Trees.text(node, "metadata", "name"), node));
        var places = new Places(nodes);
        pods.stream()
                .filter(pod -> !Trees.text(pod, "spec", "nodeName").isEmpty() && !Pods.isFinished(pod))
                .forEach(places::take);
        waiting.forEach(pod -> place(pod, places));
    }

    private void place(ObjectNode pod, Places places) {
        int nodes = places.nodes().size();
        var volumes = volumeProblem(pod);
        if (!volumes.isEmpty()) {
            refuse(pod, "0/" + nodes + " nodes are available: " + volumes + "." + noPreemption(nodes, false));
            return;
        }
        var fit = new NodeFit(pod, places);
        var reasons = new TreeMap<String, Integer>();
        var possible = new ArrayList<String>();
        boolean onlyFull = true;
        for (var node : places.nodes().values()) {
            var why = fit.reasons(node);
            if (why.isEmpty()) {
                possible.add(Trees.text(node, "metadata", "name"));
            }
            why.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            onlyFull &=
                    why.stream().allMatch(reason -> reason.startsWith("Insufficient") || reason.startsWith("Too many"));
        }
        if (possible.isEmpty()) {
            refuse(pod, message(nodes, reasons) + noPreemption(nodes, onlyFull));
            return;
        }
        bind(pod, places.emptiest(possible));
        cluster.find(cluster.idOf(pod)).ifPresent(places::take);
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

    private void bind(ObjectNode pod, String node) {
        cluster.update(pod, live -> Trees.child(live, "spec").put("nodeName", node));
        cluster.updateStatus(pod, status -> Conditions.set(status, "PodScheduled", true, "", "", cluster.time()));
        var name = Trees.text(pod, "metadata", "namespace") + "/" + Trees.text(pod, "metadata", "name");
        cluster.normal(SOURCE, pod, "Scheduled", "Successfully assigned " + name + " to " + node);
    }
}
