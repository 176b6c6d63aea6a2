package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a pod may run on a node, asked in the order of the real scheduler. */
final class NodeFit {

    private final ObjectNode pod;
    private final Places places;
    private final Map<String, Quantity> wanted;

    NodeFit(ObjectNode pod, Places places) {
        this.pod = pod;
        this.places = places;
        this.wanted = PodResources.requests(pod);
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
        return new PodAffinity(pod, places.pods(), places.nodes()).objections(node);
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
        return places.on(Trees.text(node, "metadata", "name"));
    }

    private List<String> shortages(JsonNode node) {
        var missing = new ArrayList<String>();
        if (on(node).size() + 1
                > Quantity.of(Trees.textOr("110", node, "status", "allocatable", "pods"))
                        .whole()) {
            missing.add("Too many pods");
        }
        wanted.forEach((name, amount) -> {
            var total = Quantity.of(Trees.textOr("0", node, "status", "allocatable", name))
                    .value();
            var used = places.used(Trees.text(node, "metadata", "name"), name);
            if (amount.value().signum() > 0 && used.add(amount.value()).compareTo(total) > 0) {
                missing.add("Insufficient " + name);
            }
        });
        return List.copyOf(missing);
    }
}
