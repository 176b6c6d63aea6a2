package io.lexiops.server.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules about the pods that already run in the same place. */
final class PodAffinity {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private final ObjectNode pod;
    private final List<ObjectNode> others;
    private final Map<String, JsonNode> nodes;

    PodAffinity(ObjectNode pod, List<ObjectNode> others, Map<String, JsonNode> nodes) {
        this.pod = pod;
        this.others = others;
        this.nodes = nodes;
    }

    List<String> objections(JsonNode node) {
        if (spreadsTooUnevenly(node)) {
            return List.of("node(s) didn't match pod topology spread constraints");
        }
        for (var term : Trees.items(pod, "spec", "affinity", "podAffinity", REQUIRED)) {
            boolean first = others.stream().noneMatch(other -> matches(term, pod, other));
            boolean ownTerm = first && matches(term, pod, pod);
            if (!ownTerm
                    && others.stream().noneMatch(other -> matches(term, pod, other) && together(term, node, other))) {
                return List.of("node(s) didn't match pod affinity rules");
            }
        }
        for (var term : Trees.items(pod, "spec", "affinity", "podAntiAffinity", REQUIRED)) {
            if (others.stream().anyMatch(other -> matches(term, pod, other) && together(term, node, other))) {
                return List.of("node(s) didn't match pod anti-affinity rules");
            }
        }
        for (var other : others) {
            for (var term : Trees.items(other, "spec", "affinity", "podAntiAffinity", REQUIRED)) {
                if (matches(term, other, pod) && together(term, node, other)) {
                    return List.of("node(s) didn't satisfy existing pods anti-affinity rules");
                }
            }
        }
        return List.of();
    }

    private static boolean matches(JsonNode term, JsonNode owner, JsonNode candidate) {
        var namespaces = Trees.texts(term, "namespaces");
        var namespace = Trees.text(candidate, "metadata", "namespace");
        boolean inScope = namespaces.isEmpty()
                ? namespace.equals(Trees.text(owner, "metadata", "namespace"))
                : namespaces.contains(namespace);
        return inScope && LabelSelector.of(term.path("labelSelector")).matches(candidate);
    }

    private boolean together(JsonNode term, JsonNode node, ObjectNode other) {
        var key = Trees.text(term, "topologyKey");
        var own = Trees.labels(node, "metadata", "labels").get(key);
        return own != null && own.equals(place(other, key));
    }

    private String place(ObjectNode other, String key) {
        var node = nodes.get(Trees.text(other, "spec", "nodeName"));
        return node == null ? "" : Trees.labels(node, "metadata", "labels").getOrDefault(key, "");
    }

    private boolean spreadsTooUnevenly(JsonNode node) {
        for (var rule : Trees.items(pod, "spec", "topologySpreadConstraints")) {
            if (!Trees.text(rule, "whenUnsatisfiable").equals("ScheduleAnyway") && uneven(rule, node)) {
                return true;
            }
        }
        return false;
    }

    private boolean uneven(JsonNode rule, JsonNode node) {
        var key = Trees.text(rule, "topologyKey");
        var own = Trees.labels(node, "metadata", "labels").get(key);
        if (own == null) {
            return true;
        }
        var counts = new HashMap<String, Integer>();
        nodes.values().forEach(candidate -> {
            var place = Trees.labels(candidate, "metadata", "labels").get(key);
            if (place != null) {
                counts.put(place, 0);
            }
        });
        others.stream()
                .filter(other -> matches(rule, pod, other) && !Pods.isTerminating(other))
                .forEach(other -> counts.computeIfPresent(place(other, key), (_, count) -> count + 1));
        int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return counts.getOrDefault(own, 0) + 1 - least > Trees.number(1, rule, "maxSkew");
    }
}
