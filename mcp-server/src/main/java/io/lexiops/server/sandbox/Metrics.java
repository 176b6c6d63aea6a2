package io.lexiops.server.sandbox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What running containers use, as metrics-server tells: nothing is measured, since nothing runs, but the amounts fit the
 * image and the requests, and differ a little from one window to the next.
 */
final class Metrics {

    static final String GROUP = "metrics.k8s.io";

    private static final long WINDOW_SECONDS = 15;
    private static final long SYSTEM_MILLI_CPU = 120;
    private static final long SYSTEM_MEMORY = 600L << 20;

    private final Machinery machinery;
    private final ImageRegistry images = ImageRegistry.load();

    Metrics(Machinery machinery) {
        this.machinery = machinery;
    }

    /** What a pod or node uses, with its own labels, so that a selector works; empty if nothing of it runs. */
    Optional<ObjectNode> of(ResourceType type, ObjectNode object) {
        return (type.plural().equals("pods") ? ofPod(object) : Optional.of(ofNode(object)))
                .map(usage -> named(type, object, usage));
    }

    private ObjectNode named(ResourceType type, ObjectNode object, ObjectNode usage) {
        var named = Trees.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        var metadata = named.putObject("metadata").put("name", Trees.text(object, "metadata", "name"));
        if (type.namespaced()) {
            metadata.put("namespace", Trees.text(object, "metadata", "namespace"));
        }
        var now = machinery.clock().instant();
        metadata.put("creationTimestamp", Times.text(now));
        var labels = Trees.at(object, "metadata", "labels");
        if (labels.isObject()) {
            metadata.set("labels", labels.deepCopy());
        }
        named.put("timestamp", Times.text(Instant.ofEpochSecond(window(now) * WINDOW_SECONDS)));
        named.put("window", WINDOW_SECONDS + "s");
        named.setAll(usage);
        return named;
    }

    private Optional<ObjectNode> ofPod(ObjectNode pod) {
        var usage = Trees.object();
        var containers = usage.putArray("containers");
        for (var status : Trees.items(pod, "status", "containerStatuses")) {
            if (Trees.has(status, "state", "running")) {
                var name = Trees.text(status, "name");
                var used = used(pod, name);
                containers.addObject().put("name", name).set("usage", used.toJson());
            }
        }
        return containers.isEmpty() ? Optional.empty() : Optional.of(usage);
    }

    private ObjectNode ofNode(ObjectNode node) {
        var name = Trees.text(node, "metadata", "name");
        var sum = new Used(SYSTEM_MILLI_CPU, SYSTEM_MEMORY);
        for (var pod : machinery.store().list("pods", "").objects()) {
            if (Trees.text(pod, "spec", "nodeName").equals(name)) {
                for (var status : Trees.items(pod, "status", "containerStatuses")) {
                    sum = Trees.has(status, "state", "running") ? sum.plus(used(pod, Trees.text(status, "name"))) : sum;
                }
            }
        }
        return Trees.object().set("usage", sum.toJson());
    }

    private Used used(ObjectNode pod, String container) {
        var spec = Trees.items(pod, "spec", "containers").stream()
                .filter(one -> Trees.text(one, "name").equals(container))
                .findFirst()
                .orElse(Trees.JSON.missingNode());
        var requests = Trees.labels(spec, "resources", "requests");
        var limits = Trees.labels(spec, "resources", "limits");
        long seed = Math.abs((Trees.text(pod, "metadata", "uid") + container).hashCode() % 1000L);
        long wave = Math.abs((seed + window(machinery.clock().instant()) * 37) % 100);
        var needed = images.find(Trees.text(spec, "image"))
                .map(image -> image.memory().whole())
                .orElse(16L << 20);
        long memory = needed + needed * (seed % 20) / 100;
        if (limits.containsKey("memory")) {
            memory = Math.min(memory, Quantity.of(limits.get("memory")).whole() * 95 / 100);
        }
        long asked =
                requests.containsKey("cpu") ? Quantity.of(requests.get("cpu")).milli() : 20;
        return new Used(Math.max(1, asked * (10 + seed % 30 + wave / 5) / 100), memory);
    }

    private static long window(Instant now) {
        return now.getEpochSecond() / WINDOW_SECONDS;
    }

    private record Used(long milliCpu, long memory) {

        Used plus(Used other) {
            return new Used(milliCpu + other.milliCpu, memory + other.memory);
        }

        JsonNode toJson() {
            return Trees.object()
                    .put("cpu", new Quantity(BigDecimal.valueOf(milliCpu, 3), false).toString())
                    .put("memory", (memory >> 10) + "Ki");
        }
    }
}
