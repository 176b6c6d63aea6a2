package io.lexiops.server.sandbox;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The scale subresource of a workload. */
final class ScaleView {

    ObjectNode of(ResourceType type, ObjectNode object) {
        var scale = Trees.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        var metadata = scale.putObject("metadata");
        for (var name : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            var value = Trees.at(object, "metadata", name);
            if (!value.isMissingNode()) {
                metadata.set(name, value);
            }
        }
        var spec = scale.putObject("spec");
        int replicas = Trees.number(0, object, "spec", "replicas");
        if (replicas != 0) {
            spec.put("replicas", replicas);
        }
        var status = scale.putObject("status").put("replicas", Trees.number(0, object, "status", "replicas"));
        var selector = type.kind().equals("ReplicationController")
                ? LabelSelector.ofLabels(Trees.at(object, "spec", "selector"))
                : LabelSelector.of(Trees.at(object, "spec", "selector"));
        if (!selector.text().isEmpty()) {
            status.put("selector", selector.text());
        }
        return scale;
    }

    ObjectNode into(ResourceCall call, ObjectNode live, ObjectNode scale) {
        var replicas = Trees.at(scale, "spec", "replicas");
        if (!replicas.isMissingNode() && !replicas.isIntegralNumber()) {
            throw ApiFailure.badRequest("Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal "
                    + "string into Go struct field ScaleSpec.spec.replicas of type int32");
        }
        int wanted = replicas.asInt(0);
        if (wanted < 0) {
            throw ApiFailure.invalid(
                    "autoscaling",
                    "Scale",
                    call.name(),
                    List.of(ApiFailure.Cause.invalid(
                            "spec.replicas", Integer.toString(wanted), "must be greater than or equal to 0")));
        }
        var changed = Trees.copy(live);
        Trees.child(changed, "spec").put("replicas", wanted);
        var version = Trees.text(scale, "metadata", "resourceVersion");
        if (!version.isEmpty()) {
            Trees.child(changed, "metadata").put("resourceVersion", version);
        }
        return changed;
    }
}
