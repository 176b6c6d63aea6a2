package io.lexiops.server.sandbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two versions of HorizontalPodAutoscaler. v1 has a field for the utilization of the cpu only; like the real server it
 * carries the rest of v2 in annotations, so that nothing is lost on the way there and back.
 */
final class AutoscalerVersions {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String CPU_TARGET = "targetCPUUtilizationPercentage";
    private static final String CPU_NOW = "currentCPUUtilizationPercentage";

    private AutoscalerVersions() {}

    static boolean concern(ResourceType type) {
        return type.storageKey().equals("horizontalpodautoscalers.autoscaling");
    }

    /** A copy in the version of the type. */
    static ObjectNode as(ResourceType type, ObjectNode object) {
        var copy = Trees.copy(object).put("apiVersion", type.apiVersion());
        if (type.version().equals("v1")) {
            toV1(copy);
        } else {
            toV2(copy);
        }
        return copy;
    }

    private static void toV1(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec) {
            var others = withoutCpu(spec.remove("metrics"), "target", spec, CPU_TARGET);
            annotate(object, "metrics", others);
            annotate(object, "behavior", spec.remove("behavior"));
        }
        if (object.path("status") instanceof ObjectNode status) {
            var others = withoutCpu(status.remove("currentMetrics"), "current", status, CPU_NOW);
            annotate(object, "current-metrics", others);
            annotate(object, "conditions", status.remove("conditions"));
        }
    }

    private static void toV2(ObjectNode object) {
        var metrics = annotated(object, "metrics");
        var behavior = annotated(object, "behavior");
        var current = annotated(object, "current-metrics");
        var conditions = annotated(object, "conditions");
        if (object.path("spec") instanceof ObjectNode spec) {
            set(spec, "metrics", withCpu(metrics, "target", spec.remove(CPU_TARGET)));
            set(spec, "behavior", behavior);
        }
        if (object.path("status") instanceof ObjectNode status) {
            set(status, "currentMetrics", withCpu(current, "current", status.remove(CPU_NOW)));
            set(status, "conditions", conditions);
        }
    }

    /** The other metrics; the utilization of the cpu becomes a field of its own. */
    private static JsonNode withoutCpu(@Nullable JsonNode metrics, String value, ObjectNode into, String field) {
        var others = Trees.array();
        if (metrics == null) {
            return others;
        }
        for (var metric : metrics) {
            var utilization = Trees.at(metric, "resource", value, "averageUtilization");
            boolean cpu = Trees.text(metric, "type").equals("Resource")
                    && Trees.text(metric, "resource", "name").equals("cpu");
            if (cpu && utilization.isNumber() && !into.has(field)) {
                into.set(field, utilization);
            } else {
                others.add(metric);
            }
        }
        return others;
    }

    private static JsonNode withCpu(JsonNode others, String value, @Nullable JsonNode utilization) {
        var metrics = others instanceof ArrayNode array ? array : Trees.array();
        if (utilization != null) {
            var cpu = metrics.addObject()
                    .put("type", "Resource")
                    .putObject("resource")
                    .put("name", "cpu");
            var amount = cpu.putObject(value);
            if (value.equals("target")) {
                amount.put("type", "Utilization");
            }
            amount.set("averageUtilization", utilization);
        }
        return metrics;
    }

    private static void set(ObjectNode parent, String name, JsonNode value) {
        if (!value.isEmpty()) {
            parent.set(name, value);
        }
    }

    private static void annotate(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value != null && !value.isEmpty()) {
            Trees.child(object, "metadata", "annotations").put(PREFIX + name, value.toString());
        }
    }

    /** Takes an annotation off; missing if there is none. */
    private static JsonNode annotated(ObjectNode object, String name) {
        if (!(Trees.at(object, "metadata", "annotations") instanceof ObjectNode annotations)) {
            return Trees.object().path("none");
        }
        var text = annotations.remove(PREFIX + name);
        if (annotations.isEmpty()) {
            Trees.child(object, "metadata").remove("annotations");
        }
        try {
            return text == null ? Trees.object().path("none") : Trees.JSON.readTree(text.asString());
        } catch (JacksonException e) {
            throw ApiFailure.badRequest("the annotation " + PREFIX + name + " is no JSON: " + e.getOriginalMessage());
        }
    }
}
