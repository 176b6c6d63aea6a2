package io.lexiops.server.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pods are on which nodes, and what they have taken of them. */
final class Places {

    /** A pod that asks for nothing still costs something. */
    private static final BigDecimal LITTLE = new BigDecimal("0.1");

    private final Map<String, JsonNode> nodes;
    private final List<ObjectNode> pods = new ArrayList<>();
    private final Map<String, List<ObjectNode>> byNode = new HashMap<>();
    private final Map<String, Map<String, BigDecimal>> used = new HashMap<>();

    Places(Map<String, JsonNode> nodes) {
        this.nodes = Map.copyOf(nodes);
    }

    void take(ObjectNode pod) {
        var node = Trees.text(pod, "spec", "nodeName");
        pods.add(pod);
        byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(pod);
        var amounts = used.computeIfAbsent(node, _ -> new HashMap<>());
        PodResources.requests(pod).forEach((name, amount) -> amounts.merge(name, amount.value(), BigDecimal::add));
    }

    Map<String, JsonNode> nodes() {
        return nodes;
    }

    List<ObjectNode> pods() {
        return pods;
    }

    List<ObjectNode> on(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    BigDecimal used(String node, String resource) {
        return used.getOrDefault(node, Map.of()).getOrDefault(resource, BigDecimal.ZERO);
    }

    /** The node with the least on it; the first by name of several. */
    String emptiest(List<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparing(this::load).thenComparing(name -> name))
                .orElseThrow();
    }

    private BigDecimal load(String node) {
        return used(node, "cpu").add(LITTLE.multiply(BigDecimal.valueOf(on(node).size())));
    }
}
