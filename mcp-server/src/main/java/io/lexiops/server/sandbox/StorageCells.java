package io.lexiops.server.sandbox;

import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/** The lines that clients print for volumes, nodes, quotas, budgets and autoscalers. */
final class StorageCells {

    private final JsonNode object;

    StorageCells(JsonNode object) {
        this.object = object;
    }

    Object cell(String header) {
        var spec = object.path("spec");
        var status = object.path("status");
        return switch (header) {
            case "Volume" -> Trees.text(spec, "volumeName");
            case "Capacity" -> Trees.textOr(Trees.text(spec, "capacity", "storage"), status, "capacity", "storage");
            case "Access Modes" -> accessModes();
            case "StorageClass" -> Trees.text(spec, "storageClassName");
            case "VolumeAttributesClass" -> "<unset>";
            case "VolumeMode" -> Trees.text(spec, "volumeMode");
            case "Reclaim Policy" -> Trees.text(spec, "persistentVolumeReclaimPolicy");
            case "Claim" ->
                Trees.has(spec, "claimRef")
                        ? Trees.text(spec, "claimRef", "namespace") + "/" + Trees.text(spec, "claimRef", "name")
                        : "";
            case "Provisioner" -> Trees.text(object, "provisioner");
            case "ReclaimPolicy" -> Trees.text(object, "reclaimPolicy");
            case "VolumeBindingMode" -> Trees.text(object, "volumeBindingMode");
            case "AllowVolumeExpansion" -> Trees.truth(object, "allowVolumeExpansion");
            case "Status" -> nodeStatus();
            case "Roles" -> "<none>";
            case "Version" -> Trees.text(status, "nodeInfo", "kubeletVersion");
            case "Internal-IP" ->
                Trees.textOr("<none>", Trees.at(status, "addresses").path(0), "address");
            case "External-IP" -> "<none>";
            case "OS-Image" -> Trees.text(status, "nodeInfo", "osImage");
            case "Kernel-Version" -> Trees.text(status, "nodeInfo", "kernelVersion");
            case "Container-Runtime" -> Trees.text(status, "nodeInfo", "containerRuntimeVersion");
            case "Reference" ->
                Trees.text(spec, "scaleTargetRef", "kind") + "/" + Trees.text(spec, "scaleTargetRef", "name");
            case "Targets" -> targets();
            case "MinPods" -> Trees.textOr("<unset>", spec, "minReplicas");
            case "MaxPods" -> Trees.number(0, spec, "maxReplicas");
            case "Replicas" -> Trees.number(0, status, "currentReplicas");
            case "Min Available" -> Trees.textOr("N/A", spec, "minAvailable");
            case "Max Unavailable" -> Trees.textOr("N/A", spec, "maxUnavailable");
            case "Allowed Disruptions" -> Trees.number(0, status, "disruptionsAllowed");
            case "Request" -> quota(false);
            case "Limit" -> quota(true);
            default -> "";
        };
    }

    private String accessModes() {
        return String.join(
                ",",
                Trees.texts(object, "spec", "accessModes").stream()
                        .map(mode -> mode.replaceAll("[a-z]", ""))
                        .toList());
    }

    private String nodeStatus() {
        var ready = Trees.items(object, "status", "conditions").stream()
                .filter(condition -> Trees.text(condition, "type").equals("Ready"))
                .findFirst();
        var text =
                ready.isEmpty() ? "Unknown" : Trees.text(ready.get(), "status").equals("True") ? "Ready" : "NotReady";
        return Trees.truth(object, "spec", "unschedulable") ? text + ",SchedulingDisabled" : text;
    }

    private String targets() {
        var texts = new ArrayList<String>();
        for (var metric : Trees.items(object, "spec", "metrics")) {
            var name = Trees.text(metric, "resource", "name");
            var wanted = Trees.text(metric, "resource", "target", "averageUtilization");
            var current = Trees.items(object, "status", "currentMetrics").stream()
                    .filter(found -> Trees.text(found, "resource", "name").equals(name))
                    .map(found -> Trees.text(found, "resource", "current", "averageUtilization") + "%")
                    .findFirst()
                    .orElse("<unknown>");
            texts.add(name + ": " + current + "/" + wanted + "%");
        }
        return texts.isEmpty() ? "<none>" : String.join(", ", texts);
    }

    private String quota(boolean limits) {
        var texts = new ArrayList<String>();
        Trees.labels(object, "status", "hard").forEach((name, hard) -> {
            if (name.startsWith("limits.") == limits) {
                texts.add(name + ": " + Trees.textOr("0", object.path("status").path("used"), name) + "/" + hard);
            }
        });
        return String.join(", ", texts);
    }
}
