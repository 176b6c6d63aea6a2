package io.lexiops.server.sandbox;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What a pod as a whole asks for. */
final class PodResources {

    private PodResources() {}

    static Map<String, Quantity> requests(JsonNode pod) {
        return total(pod, "requests");
    }

    static Map<String, Quantity> limits(JsonNode pod) {
        return total(pod, "limits");
    }

    /** The sum of the containers, or what the hungriest init container needs if that is more. */
    private static Map<String, Quantity> total(JsonNode pod, String which) {
        var total = new TreeMap<String, Quantity>();
        for (var container : Trees.items(pod, "spec", "containers")) {
            Trees.labels(container, "resources", which)
                    .forEach((name, amount) -> total.merge(name, Quantity.of(amount), Quantity::plus));
        }
        for (var container : Trees.items(pod, "spec", "initContainers")) {
            Trees.labels(container, "resources", which)
                    .forEach((name, amount) -> total.merge(
                            name, Quantity.of(amount), (left, right) -> right.exceeds(left) ? right : left));
        }
        return total;
    }

    /** The quality of service that the kubelet gives the pod. */
    static String quality(JsonNode pod) {
        boolean any = false;
        boolean guaranteed = true;
        for (var container : Trees.items(pod, "spec", "containers")) {
            var requests = Trees.labels(container, "resources", "requests");
            var limits = Trees.labels(container, "resources", "limits");
            any |= !requests.isEmpty() || !limits.isEmpty();
            for (var name : new String[] {"cpu", "memory"}) {
                guaranteed &= limits.containsKey(name)
                        && Quantity.of(limits.get(name))
                                        .value()
                                        .compareTo(Quantity.of(requests.getOrDefault(name, limits.get(name)))
                                                .value())
                                == 0;
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
