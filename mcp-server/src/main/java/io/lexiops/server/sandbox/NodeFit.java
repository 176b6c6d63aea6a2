package io.lexiops.server.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a pod may run on a node, asked in the order of the real scheduler. */
final class NodeFit {

    private static final List<String> AMOUNTS = List.of("cpu", "memory", "ephemeral-storage");

    private final ObjectNode pod;
    private final List<ObjectNode> others;
    private final Map<String, JsonNode> nodes;

    /**
     * @param others the pods that hold a place on some node
     * @param nodes all nodes by name
     */
    NodeFit(ObjectNode pod, List<ObjectNode> others, Map<String, JsonNode> nodes) {
        this.pod = pod;
        this.others = List.copyOf(others);
        this.nodes = Map.copyOf(nodes);
    }

    /** Why not; empty if it fits. */
    List<String> reasons(JsonNode node) {
        if (Trees.truth(node, "spec", "unschedulable")
                && !tolerates("node.kubernetes.io/unschedulable", "NoSchedule")) {
            return List.of("node(s) were unschedulable");
        }
        for (var taint : Trees.items(node, "spec", "taints")) {
            var effect = Trees.text(taint, "effect");
            if (!effect.equals("PreferNoSchedule") && !tolerates(taint)) {
                var value = Trees.text(taint, "value");
                return List.of("node(s) had untolerated taint {" + Trees.text(taint, "key") + ": " + value + "}");
            }
        }
        if (!selects(node)) {
            return List.of("node(s) didn't match Pod's node affinity/selector");
        }
        if (portsTaken(node)) {
            return List.of("node(s) didn't have free ports for the requested pod ports");
        }
        var shortages = shortages(node);
        if (!shortages.isEmpty()) {
            return shortages;
        }
        var neighbours = new PodAffinity(pod, others, nodes);
        return neighbours.objections(node);
    }

    private boolean tolerates(String key, String effect) {
        return tolerates(Trees.object().put("key", key).put("effect", effect));
    }

    private boolean tolerates(JsonNode taint) {
        return Trees.items(pod, "spec", "tolerations").stream().anyMatch(toleration -> {
            var key = Trees.text(toleration, "key");
            var effect = Trees.text(toleration, "effect");
            boolean exists = Trees.text(toleration, "operator").equals("Exists");
            return (effect.isEmpty() || effect.equals(Trees.text(taint, "effect")))
                    && (key.equals(Trees.text(taint, "key")) || (key.isEmpty() && exists))
                    && (exists || Trees.text(toleration, "value").equals(Trees.text(taint, "value")));
        });
    }

    private boolean selects(JsonNode node) {
        var selector = LabelSelector.ofLabels(Trees.at(pod, "spec", "nodeSelector"));
        if (!selector.matches(node)) {
            return false;
        }
        var required =
                Trees.at(pod, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        if (required.isMissingNode()) {
            return true;
        }
        return Trees.items(required, "nodeSelectorTerms").stream().anyMatch(term -> matches(term, node));
    }

    private static boolean matches(JsonNode term, JsonNode node) {
        var labels = Trees.labels(node, "metadata", "labels");
        var name = Map.of("metadata.name", Trees.text(node, "metadata", "name"));
        var expressions = Trees.items(term, "matchExpressions");
        var fields = Trees.items(term, "matchFields");
        return !(expressions.isEmpty() && fields.isEmpty())
                && expressions.stream()
                        .allMatch(expression -> requirement(expression).matches(labels))
                && fields.stream().allMatch(field -> requirement(field).matches(name));
    }

    private static LabelSelector.Requirement requirement(JsonNode expression) {
        return new LabelSelector.Requirement(
                Trees.text(expression, "key"), Trees.text(expression, "operator"), Trees.texts(expression, "values"));
    }

    private boolean portsTaken(JsonNode node) {
        var wanted = hostPorts(pod);
        if (wanted.isEmpty()) {
            return false;
        }
        return on(node).stream().anyMatch(other -> hostPorts(other).stream().anyMatch(wanted::contains));
    }

    private static Set<String> hostPorts(JsonNode pod) {
        var ports = new HashSet<String>();
        for (var container : Trees.items(pod, "spec", "containers")) {
            for (var port : Trees.items(container, "ports")) {
                int number = Trees.number(0, port, "hostPort");
                if (number > 0) {
                    ports.add(Trees.textOr("TCP", port, "protocol") + "/" + number);
                }
            }
        }
        return ports;
    }

    private List<ObjectNode> on(JsonNode node) {
        var name = Trees.text(node, "metadata", "name");
        return others.stream()
                .filter(other -> Trees.text(other, "spec", "nodeName").equals(name))
                .toList();
    }

    private List<String> shortages(JsonNode node) {
        var missing = new ArrayList<String>();
        var there = on(node);
        if (there.size() + 1
                > Quantity.of(Trees.textOr("110", node, "status", "allocatable", "pods"))
                        .whole()) {
            missing.add("Too many pods");
        }
        var names = new ArrayList<>(AMOUNTS);
        PodResources.requests(pod).keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        for (var name : names) {
            var wanted = PodResources.request(pod, name);
            if (wanted.signum() == 0) {
                continue;
            }
            var used = there.stream()
                    .map(other -> PodResources.request(other, name))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            var total = Quantity.of(Trees.textOr("0", node, "status", "allocatable", name))
                    .value();
            if (used.add(wanted).compareTo(total) > 0) {
                missing.add("Insufficient " + name);
            }
        }
        return List.copyOf(missing);
    }
}
