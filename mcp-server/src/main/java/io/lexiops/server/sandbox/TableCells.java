package io.lexiops.server.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The cells of built-in kinds; a header with an asterisk is shown only in wide output. */
final class TableCells {

    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("Pod", "Name,Ready,Status,Restarts,Age,*IP,*Node,*Nominated Node,*Readiness Gates"),
            Map.entry("Deployment", "Name,Ready,Up-to-date,Available,Age,*Containers,*Images,*Selector"),
            Map.entry("ReplicaSet", "Name,Desired,Current,Ready,Age,*Containers,*Images,*Selector"),
            Map.entry("StatefulSet", "Name,Ready,Age,*Containers,*Images"),
            Map.entry(
                    "DaemonSet",
                    "Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,*Containers,*Images,*Selector"),
            Map.entry("Job", "Name,Status,Completions,Duration,Age,*Containers,*Images,*Selector"),
            Map.entry(
                    "CronJob", "Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age,*Containers,*Images,*Selector"),
            Map.entry("Service", "Name,Type,Cluster-IP,External-IP,Port(s),Age,*Selector"),
            Map.entry("Endpoints", "Name,Endpoints,Age"),
            Map.entry("EndpointSlice", "Name,AddressType,Ports,Endpoints,Age"),
            Map.entry("ConfigMap", "Name,Data,Age"),
            Map.entry("Secret", "Name,Type,Data,Age"),
            Map.entry("ServiceAccount", "Name,Secrets,Age"),
            Map.entry("Namespace", "Name,Status,Age"),
            Map.entry(
                    "Node",
                    "Name,Status,Roles,Age,Version,*Internal-IP,*External-IP,*OS-Image,*Kernel-Version,*Container-Runtime"),
            Map.entry("Event", "Last Seen,Type,Reason,Object,*Subobject,*Source,Message,*First Seen,*Count,*Name"),
            Map.entry(
                    "PersistentVolumeClaim",
                    "Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,*VolumeMode"),
            Map.entry("PersistentVolume", "Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,Age"),
            Map.entry("HorizontalPodAutoscaler", "Name,Reference,Targets,MinPods,MaxPods,Replicas,Age"),
            Map.entry("PodDisruptionBudget", "Name,Min Available,Max Unavailable,Allowed Disruptions,Age"),
            Map.entry("Ingress", "Name,Class,Hosts,Address,Ports,Age"),
            Map.entry("NetworkPolicy", "Name,Pod-Selector,Age"),
            Map.entry("ResourceQuota", "Name,Request,Limit,Age"),
            Map.entry("Role", "Name,Created At"),
            Map.entry("ClusterRole", "Name,Created At"),
            Map.entry("RoleBinding", "Name,Role,Age,*Users,*Groups,*ServiceAccounts"),
            Map.entry("ClusterRoleBinding", "Name,Role,Age,*Users,*Groups,*ServiceAccounts"),
            Map.entry("CustomResourceDefinition", "Name,Created At"),
            Map.entry("LimitRange", "Name,Created At"),
            Map.entry("StorageClass", "Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age"));

    private static final String NONE = "<none>";

    private final Clock clock;

    TableCells(Clock clock) {
        this.clock = clock;
    }

    List<String> headers(String kind) {
        return List.of(HEADERS.getOrDefault(kind, "Name,Age").split(","));
    }

    List<Object> of(String kind, JsonNode object) {
        var cells = new ArrayList<Object>();
        var name = Trees.text(object, "metadata", "name");
        var created = Trees.text(object, "metadata", "creationTimestamp");
        for (var header : headers(kind)) {
            var plain = header.replace("*", "");
            cells.add(
                    switch (plain) {
                        case "Name" -> name;
                        case "Age" -> since(Trees.at(object, "metadata", "creationTimestamp"));
                        case "Created At" -> created;
                        default -> cell(kind, plain, object);
                    });
        }
        return cells;
    }

    private String since(JsonNode time) {
        var text = time.asString("");
        return text.isEmpty() ? "<unknown>" : Times.age(Instant.parse(text), clock.instant());
    }

    private Object cell(String kind, String header, JsonNode object) {
        return switch (header) {
            case "Containers", "Images" -> containers(object, header.equals("Images") ? "image" : "name");
            case "Selector" -> selector(kind, object);
            default ->
                switch (kind) {
                    case "Pod" -> new PodCells(object).cell(header);
                    case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> workload(kind, header, object);
                    case "Job", "CronJob" -> batch(header, object);
                    case "Service", "Ingress", "Endpoints", "EndpointSlice" -> new NetworkCells(object).cell(header);
                    case "Event" -> event(header, object);
                    default -> other(kind, header, object);
                };
        };
    }

    private static String selector(String kind, JsonNode object) {
        var selector = Trees.at(object, "spec", "selector");
        var text = kind.equals("Service")
                ? LabelSelector.ofLabels(selector).text()
                : LabelSelector.of(selector).text();
        return text.isEmpty() ? NONE : text;
    }

    private static String containers(JsonNode object, String field) {
        var template = Trees.has(object, "spec", "jobTemplate")
                ? Trees.at(object, "spec", "jobTemplate", "spec", "template")
                : Trees.at(object, "spec", "template");
        return String.join(
                ",",
                Trees.items(template, "spec", "containers").stream()
                        .map(container -> Trees.text(container, field))
                        .toList());
    }

    private Object workload(String kind, String header, JsonNode object) {
        var status = object.path("status");
        int wanted = Trees.number(0, object, "spec", "replicas");
        boolean daemon = kind.equals("DaemonSet");
        return switch (header) {
            case "Ready" ->
                kind.equals("ReplicaSet") || daemon
                        ? Trees.number(0, status, daemon ? "numberReady" : "readyReplicas")
                        : Trees.number(0, status, "readyReplicas") + "/" + wanted;
            case "Up-to-date" -> Trees.number(0, status, daemon ? "updatedNumberScheduled" : "updatedReplicas");
            case "Available" -> Trees.number(0, status, daemon ? "numberAvailable" : "availableReplicas");
            case "Desired" -> daemon ? Trees.number(0, status, "desiredNumberScheduled") : wanted;
            case "Current" -> Trees.number(0, status, daemon ? "currentNumberScheduled" : "replicas");
            case "Node Selector" -> {
                var text = LabelSelector.ofLabels(Trees.at(object, "spec", "template", "spec", "nodeSelector"))
                        .text();
                yield text.isEmpty() ? NONE : text;
            }
            default -> "";
        };
    }

    private Object batch(String header, JsonNode object) {
        var status = object.path("status");
        return switch (header) {
            case "Status" -> jobStatus(object);
            case "Completions" ->
                Trees.number(0, status, "succeeded") + "/" + Trees.number(1, object, "spec", "completions");
            case "Duration" -> {
                var start = Trees.text(status, "startTime");
                var end = Trees.text(status, "completionTime");
                yield start.isEmpty()
                        ? ""
                        : Times.age(Instant.parse(start), end.isEmpty() ? clock.instant() : Instant.parse(end));
            }
            case "Schedule" -> Trees.text(object, "spec", "schedule");
            case "Timezone" -> Trees.textOr(NONE, object, "spec", "timeZone");
            case "Suspend" -> Trees.truth(object, "spec", "suspend") ? "True" : "False";
            case "Active" -> Trees.items(status, "active").size();
            case "Last Schedule" ->
                Trees.has(status, "lastScheduleTime") ? since(status.path("lastScheduleTime")) : NONE;
            default -> "";
        };
    }

    private static String jobStatus(JsonNode job) {
        for (var type : List.of("Complete", "Failed", "Suspended", "FailureTarget")) {
            if (Conditions.isTrue(job.path("status"), type)) {
                return type;
            }
        }
        return Trees.has(job, "metadata", "deletionTimestamp") ? "Terminating" : "Running";
    }

    private Object event(String header, JsonNode event) {
        var involved = event.path("involvedObject");
        return switch (header) {
            case "Last Seen" ->
                since(Trees.has(event, "lastTimestamp") ? event.path("lastTimestamp") : event.path("eventTime"));
            case "First Seen" -> since(event.path("firstTimestamp"));
            case "Type" -> Trees.text(event, "type");
            case "Reason" -> Trees.text(event, "reason");
            case "Object" -> Trees.text(involved, "kind").toLowerCase(Locale.ROOT) + "/" + Trees.text(involved, "name");
            case "Subobject" -> Trees.text(involved, "fieldPath");
            case "Source" -> {
                var host = Trees.text(event, "source", "host");
                yield Trees.text(event, "source", "component") + (host.isEmpty() ? "" : ", " + host);
            }
            case "Message" -> Trees.text(event, "message").strip();
            case "Count" -> Trees.number(1, event, "count");
            default -> "";
        };
    }

    private Object other(String kind, String header, JsonNode object) {
        return switch (kind + "/" + header) {
            case "ConfigMap/Data" ->
                object.path("data").size() + object.path("binaryData").size();
            case "Secret/Data" -> object.path("data").size();
            case "Secret/Type" -> Trees.text(object, "type");
            case "ServiceAccount/Secrets" -> object.path("secrets").size();
            case "Namespace/Status", "PersistentVolume/Status" -> Trees.text(object, "status", "phase");
            case "PersistentVolumeClaim/Status" ->
                Trees.has(object, "metadata", "deletionTimestamp")
                        ? "Terminating"
                        : Trees.text(object, "status", "phase");
            case "NetworkPolicy/Pod-Selector" -> {
                var text = LabelSelector.of(Trees.at(object, "spec", "podSelector"))
                        .text();
                yield text.isEmpty() ? NONE : text;
            }
            case "RoleBinding/Role", "ClusterRoleBinding/Role" ->
                Trees.text(object, "roleRef", "kind") + "/" + Trees.text(object, "roleRef", "name");
            default -> new StorageCells(object).cell(header);
        };
    }
}
