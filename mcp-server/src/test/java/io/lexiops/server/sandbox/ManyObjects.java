package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A namespace with as many objects as wanted, as large as such objects are in a cluster, in the state in which they stay. */
public final class ManyObjects {

    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String BORN = "2026-11-20T08:00:00Z";

    private ManyObjects() {}

    /** What a kind of its own looks like: printed with three columns, one of them only where there is room. */
    public static Map<String, Object> widgetDefinition() {
        var columns = List.of(
                Map.of("name", "Size", "type", "integer", "jsonPath", ".spec.size"),
                Map.of("name", "Phase", "type", "string", "jsonPath", ".status.phase"),
                Map.of("name", "Note", "type", "string", "jsonPath", ".spec.note", "priority", 1));
        var spec = Map.of(
                "type",
                "object",
                "properties",
                Map.of("size", Map.of("type", "integer"), "note", Map.of("type", "string")));
        var status = Map.of("type", "object", "properties", Map.of("phase", Map.of("type", "string")));
        var version = Map.of(
                "name",
                "v1",
                "served",
                true,
                "storage",
                true,
                "additionalPrinterColumns",
                columns,
                "schema",
                Map.of(
                        "openAPIV3Schema",
                        Map.of("type", "object", "properties", Map.of("spec", spec, "status", status))));
        return Map.of(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Map.of("name", "widgets.example.test"),
                "spec",
                Map.of(
                        "group",
                        "example.test",
                        "scope",
                        "Namespaced",
                        "names",
                        Map.of(
                                "kind",
                                "Widget",
                                "plural",
                                "widgets",
                                "singular",
                                "widget",
                                "shortNames",
                                List.of("wd")),
                        "versions",
                        List.of(version)));
    }

    /** A namespace with one deployment of so many pods, as many widgets, and as many events of the pods. */
    public static List<Map<String, Object>> namespace(String name, int count) {
        var objects = new ArrayList<Map<String, Object>>();
        objects.add(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Namespace",
                "metadata",
                Map.of("name", name),
                "status",
                Map.of("phase", "Active")));
        objects.add(deployment(name, count));
        objects.add(replicaSet(name, count));
        IntStream.range(0, count)
                .mapToObj(i -> Stream.of(pod(name, i), widget(name, i), event(name, i)))
                .flatMap(three -> three)
                .forEach(objects::add);
        return objects;
    }

    public static String podName(int i) {
        return "web-7d4b9c6f5d-%05d".formatted(i);
    }

    private static Map<String, Object> deployment(String namespace, int count) {
        var metadata = metadata(namespace, "web", Map.of("app", "web"));
        metadata.put("uid", "deployment-of-" + namespace);
        return workload("Deployment", metadata, count);
    }

    private static Map<String, Object> replicaSet(String namespace, int count) {
        var metadata = metadata(namespace, "web-7d4b9c6f5d", Map.of("app", "web"));
        metadata.put("uid", "replicaset-of-" + namespace);
        metadata.put("ownerReferences", owner("Deployment", "web", "deployment-of-" + namespace));
        return workload("ReplicaSet", metadata, count);
    }

    private static List<Map<String, Object>> owner(String kind, String name, String uid) {
        return List.of(Map.of("apiVersion", "apps/v1", "kind", kind, "name", name, "uid", uid, "controller", true));
    }

    private static Map<String, Object> workload(String kind, Map<String, Object> metadata, int count) {
        return object(
                "apps/v1",
                kind,
                metadata,
                Map.of(
                        "replicas", count,
                        "selector", Map.of("matchLabels", Map.of("app", "web")),
                        "template",
                                Map.of(
                                        "metadata",
                                        Map.of("labels", Map.of("app", "web")),
                                        "spec",
                                        Map.of("containers", List.of(container())))),
                Map.of("replicas", count, "readyReplicas", count, "updatedReplicas", count, "observedGeneration", 1));
    }

    private static Map<String, Object> pod(String namespace, int i) {
        boolean crashing = i % 50 == 7;
        var state = crashing
                ? Map.of("waiting", Map.of("reason", "CrashLoopBackOff", "message", "back-off 5m0s restarting"))
                : Map.of("running", Map.of("startedAt", BORN));
        var status = Map.<String, Object>of(
                "phase",
                "Running",
                "podIP",
                "10.1.%d.%d".formatted(i / 250, i % 250),
                "podIPs",
                List.of(Map.of("ip", "10.1.%d.%d".formatted(i / 250, i % 250))),
                "hostIP",
                "10.0.0.1",
                "startTime",
                BORN,
                "conditions",
                Stream.of("Initialized", "Ready", "ContainersReady", "PodScheduled")
                        .map(type ->
                                Map.of("type", type, "status", crashing ? "False" : "True", "lastTransitionTime", BORN))
                        .toList(),
                "containerStatuses",
                List.of(Map.of(
                        "name",
                        "nginx",
                        "ready",
                        !crashing,
                        "restartCount",
                        crashing ? 12 : 0,
                        "image",
                        "registry.test/nginx:1.21",
                        "imageID",
                        "registry.test/nginx@sha256:" + "ab".repeat(32),
                        "containerID",
                        "containerd://" + "cd".repeat(32),
                        "state",
                        state)));
        var metadata = metadata(namespace, podName(i), Map.of("app", "web", "pod-template-hash", "7d4b9c6f5d"));
        metadata.put("ownerReferences", owner("ReplicaSet", "web-7d4b9c6f5d", "replicaset-of-" + namespace));
        metadata.put(
                "managedFields",
                List.of(Map.of(
                        "manager",
                        "kubelet",
                        "operation",
                        "Update",
                        "time",
                        BORN,
                        "fieldsV1",
                        Map.of("f:status", Map.of("f:conditions", Map.of("k:{\"type\":\"Ready\"}", Map.of()))))));
        return object(
                "v1",
                "Pod",
                metadata,
                Map.of(
                        "nodeName",
                        "node-" + i % 2,
                        "serviceAccountName",
                        "default",
                        "restartPolicy",
                        "Always",
                        "containers",
                        List.of(container())),
                status);
    }

    private static Map<String, Object> container() {
        return Map.of(
                "name", "nginx",
                "image", "registry.test/nginx:1.21",
                "ports", List.of(Map.of("containerPort", 80, "protocol", "TCP")),
                "env", List.of(Map.of("name", "LEVEL", "value", "info")),
                "resources",
                        Map.of(
                                "requests", Map.of("cpu", "100m", "memory", "64Mi"),
                                "limits", Map.of("cpu", "500m", "memory", "128Mi")));
    }

    private static Map<String, Object> widget(String namespace, int i) {
        return object(
                "example.test/v1",
                "Widget",
                metadata(namespace, "widget-%05d".formatted(i), Map.of("app", "web")),
                Map.of("size", i, "note", "number " + i),
                Map.of("phase", i % 3 == 0 ? "Waiting" : "Ready"));
    }

    /** The later the number, the newer; by name they are in no such order. */
    private static Map<String, Object> event(String namespace, int i) {
        var time = NOW.minusSeconds(20_000L - i).toString();
        var event = new LinkedHashMap<String, Object>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", metadata(namespace, "web.%04x".formatted((i * 7919) % 65_536), Map.of()));
        event.put("involvedObject", Map.of("kind", "Pod", "namespace", namespace, "name", podName(i)));
        event.put("type", i % 10 == 0 ? "Warning" : "Normal");
        event.put("reason", i % 10 == 0 ? "BackOff" : "Started");
        event.put("message", i % 10 == 0 ? "Back-off restarting failed container" : "Started container nginx");
        event.put("count", 1);
        event.put("firstTimestamp", time);
        event.put("lastTimestamp", time);
        event.put("source", Map.of("component", "kubelet"));
        return event;
    }

    private static Map<String, Object> metadata(String namespace, String name, Map<String, String> labels) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        metadata.put("creationTimestamp", BORN);
        if (!labels.isEmpty()) {
            metadata.put("labels", labels);
        }
        return metadata;
    }

    private static Map<String, Object> object(
            String apiVersion, String kind, Map<String, Object> metadata, Map<String, ?> spec, Map<String, ?> status) {
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", apiVersion);
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        object.put("status", status);
        return object;
    }
}
