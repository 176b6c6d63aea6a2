package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Ages;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a reader wants to see of an object in one row, by kind. */
final class Columns {

    private static final Set<String> KNOWN = Set.of(
            "Pod",
            "Deployment",
            "StatefulSet",
            "ReplicaSet",
            "DaemonSet",
            "Service",
            "Job",
            "CronJob",
            "ConfigMap",
            "Secret",
            "Node",
            "Namespace",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Ingress",
            "Endpoints",
            "HorizontalPodAutoscaler",
            "Event");

    private static final Set<String> GROUPS = Set.of("networking.k8s.io", "events.k8s.io");

    private final Ages ages;

    Columns(Ages ages) {
        this.ages = ages;
    }

    /** Whether there are columns of ours: a custom kind may be called like one of the built-in ones. */
    static boolean know(ResourceType type) {
        boolean builtIn = !type.group().contains(".") || GROUPS.contains(type.group());
        return builtIn && KNOWN.contains(type.kind());
    }

    /** The server's own columns are better where {@link #know} says no. */
    List<String> headings(ResourceType type) {
        return know(type) ? headings(type.kind()) : List.of("NAME", "STATUS", "AGE");
    }

    List<String> row(ResourceType type, KubernetesObject object) {
        return know(type)
                ? row(type.kind(), object)
                : List.of(object.name(), status(object), ages.since(object.at("metadata", "creationTimestamp")));
    }

    List<String> headings(String kind) {
        return switch (kind) {
            case "Pod" -> List.of("NAME", "READY", "STATUS", "RESTARTS", "AGE", "NODE", "IMAGES");
            case "Deployment", "StatefulSet", "ReplicaSet" -> List.of("NAME", "READY", "UPDATED", "AGE", "IMAGES");
            case "DaemonSet" -> List.of("NAME", "DESIRED", "READY", "UPDATED", "AGE", "IMAGES");
            case "Service" -> List.of("NAME", "TYPE", "CLUSTER-IP", "PORTS", "SELECTOR", "AGE");
            case "Job" -> List.of("NAME", "COMPLETIONS", "FAILED", "AGE", "IMAGES");
            case "CronJob" -> List.of("NAME", "SCHEDULE", "SUSPEND", "ACTIVE", "LAST", "IMAGES");
            case "ConfigMap", "Secret" -> List.of("NAME", "KEYS", "AGE");
            case "Node" -> List.of("NAME", "READY", "VERSION", "AGE");
            case "Namespace", "PersistentVolume" -> List.of("NAME", "PHASE", "AGE");
            case "PersistentVolumeClaim" -> List.of("NAME", "PHASE", "VOLUME", "SIZE", "CLASS", "AGE");
            case "Ingress" -> List.of("NAME", "CLASS", "HOSTS", "BACKENDS", "AGE");
            case "Endpoints" -> List.of("NAME", "READY", "NOT READY", "AGE");
            case "HorizontalPodAutoscaler" -> List.of("NAME", "TARGET", "MIN", "MAX", "REPLICAS", "AGE");
            case "Event" -> List.of("LAST", "TYPE", "REASON", "OBJECT", "MESSAGE");
            default -> List.of("NAME", "STATUS", "AGE");
        };
    }

    List<String> row(String kind, KubernetesObject object) {
        var name = object.name();
        var age = ages.since(object.at("metadata", "creationTimestamp"));
        return switch (kind) {
            case "Pod" -> {
                var pod = new PodSummary(object);
                yield List.of(
                        name,
                        pod.ready(),
                        pod.status(),
                        Long.toString(pod.restarts()),
                        age,
                        object.textAt("-", "spec", "nodeName"),
                        images(object));
            }
            case "Deployment", "StatefulSet", "ReplicaSet" ->
                List.of(
                        name,
                        number(object, "status", "readyReplicas") + "/" + number(object, "spec", "replicas"),
                        number(object, "status", "updatedReplicas"),
                        age,
                        images(object));
            case "DaemonSet" ->
                List.of(
                        name,
                        number(object, "status", "desiredNumberScheduled"),
                        number(object, "status", "numberReady"),
                        number(object, "status", "updatedNumberScheduled"),
                        age,
                        images(object));
            case "Service" ->
                List.of(
                        name,
                        object.textAt("ClusterIP", "spec", "type"),
                        object.textAt("-", "spec", "clusterIP"),
                        ports(object),
                        pairs(object.mapAt("spec", "selector")),
                        age);
            case "Job" ->
                List.of(
                        name,
                        number(object, "status", "succeeded") + "/" + object.numberAt(1, "spec", "completions"),
                        number(object, "status", "failed"),
                        age,
                        images(object));
            case "CronJob" ->
                List.of(
                        name,
                        object.textAt("-", "spec", "schedule"),
                        String.valueOf(Boolean.TRUE.equals(object.at("spec", "suspend"))),
                        Integer.toString(object.objectsAt("status", "active").size()),
                        ages.since(object.at("status", "lastScheduleTime")),
                        images(object));
            case "ConfigMap", "Secret" -> List.of(name, keys(object), age);
            case "Node" ->
                List.of(
                        name,
                        condition(object, "Ready"),
                        object.textAt("-", "status", "nodeInfo", "kubeletVersion"),
                        age);
            case "Namespace", "PersistentVolume" -> List.of(name, object.textAt("-", "status", "phase"), age);
            case "PersistentVolumeClaim" ->
                List.of(
                        name,
                        object.textAt("-", "status", "phase"),
                        object.textAt("-", "spec", "volumeName"),
                        object.textAt("-", "spec", "resources", "requests", "storage"),
                        object.textAt("-", "spec", "storageClassName"),
                        age);
            case "Ingress" ->
                List.of(name, object.textAt("-", "spec", "ingressClassName"), hosts(object), backends(object), age);
            case "Endpoints" ->
                List.of(name, addresses(object, "addresses"), addresses(object, "notReadyAddresses"), age);
            case "HorizontalPodAutoscaler" ->
                List.of(
                        name,
                        object.textAt("-", "spec", "scaleTargetRef", "kind") + "/"
                                + object.textAt("-", "spec", "scaleTargetRef", "name"),
                        number(object, "spec", "minReplicas"),
                        number(object, "spec", "maxReplicas"),
                        number(object, "status", "currentReplicas"),
                        age);
            case "Event" ->
                List.of(
                        ages.since(EventTimes.last(object)),
                        object.textAt("", "type"),
                        object.textAt("", "reason"),
                        about(object, "kind") + "/" + about(object, "name"),
                        object.textAt(object.textAt("", "note"), "message").strip());
            default -> List.of(name, status(object), age);
        };
    }

    /** The newer of the two groups of events calls it otherwise. */
    private static String about(KubernetesObject event, String field) {
        return event.textAt(event.textAt("", "regarding", field), "involvedObject", field);
    }

    private static String status(KubernetesObject object) {
        var phase = object.textAt("", "status", "phase");
        if (!phase.isEmpty()) {
            return phase;
        }
        var ready = condition(object, "Ready");
        return ready.equals("-") ? condition(object, "Available") : "Ready=" + ready;
    }

    static String condition(KubernetesObject object, String type) {
        return object.objectsAt("status", "conditions").stream()
                .filter(condition -> type.equals(condition.get("type")))
                .map(condition -> String.valueOf(condition.get("status")))
                .findFirst()
                .orElse("-");
    }

    private static String number(KubernetesObject object, String... path) {
        return Long.toString(object.numberAt(0, path));
    }

    private static String images(KubernetesObject object) {
        return PodSpecs.containers(object).stream()
                .map(container -> String.valueOf(container.get("image")))
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static String ports(KubernetesObject service) {
        return service.objectsAt("spec", "ports").stream()
                .map(port ->
                        port.get("port") + "->" + Objects.requireNonNullElse(port.get("targetPort"), port.get("port")))
                .collect(Collectors.joining(","));
    }

    private static String pairs(Map<String, Object> map) {
        return map.isEmpty()
                ? "-"
                : map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String keys(KubernetesObject object) {
        var keys = object.mapAt("data").keySet();
        return keys.isEmpty() ? "-" : String.join(",", keys);
    }

    private static String hosts(KubernetesObject ingress) {
        return ingress.objectsAt("spec", "rules").stream()
                .map(rule -> String.valueOf(Objects.requireNonNullElse(rule.get("host"), "*")))
                .collect(Collectors.joining(","));
    }

    private static String backends(KubernetesObject ingress) {
        return ingress.objectsAt("spec", "rules").stream()
                .flatMap(rule -> new KubernetesObject(rule).objectsAt("http", "paths").stream())
                .map(path -> new KubernetesObject(path))
                .map(path -> path.textAt(path.textAt("-", "backend", "serviceName"), "backend", "service", "name"))
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static String addresses(KubernetesObject endpoints, String key) {
        return Long.toString(endpoints.objectsAt("subsets").stream()
                .mapToLong(subset -> new KubernetesObject(subset).objectsAt(key).size())
                .sum());
    }
}
