package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the list of addresses behind each service that selects pods. */
final class EndpointsController implements Reconciler {

    private final Cluster cluster;

    EndpointsController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "services" -> cluster.loop().soon(this, change.id());
            case "endpoints" -> {
                if (change.kind() == Change.Kind.DELETED) {
                    cluster.loop()
                            .soon(
                                    this,
                                    new ObjectId(
                                            "services",
                                            change.id().namespace(),
                                            change.id().name()));
                }
            }
            case "pods" -> {
                for (var service : cluster.list("Service", change.id().namespace())) {
                    var before = change.before();
                    if (selects(service, change.object()) || (before != null && selects(service, before))) {
                        cluster.loop().soon(this, cluster.idOf(service));
                    }
                }
            }
            default -> {}
        }
    }

    private static boolean selects(JsonNode service, JsonNode pod) {
        var selector = Trees.at(service, "spec", "selector");
        return selector.isObject()
                && !selector.isEmpty()
                && LabelSelector.ofLabels(selector).matches(pod);
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty() || Pods.isTerminating(found.get())) {
            cluster.find("Endpoints", id.namespace(), id.name()).ifPresent(cluster::delete);
            return;
        }
        var service = found.get();
        var selector = Trees.at(service, "spec", "selector");
        if (!selector.isObject() || selector.isEmpty()) {
            return;
        }
        var pods = cluster.list("Pod", id.namespace()).stream()
                .filter(pod -> selects(service, pod) && Trees.has(pod, "status", "podIP") && !Pods.isFinished(pod))
                .sorted(Comparator.comparing(pod -> Trees.text(pod, "status", "podIP")))
                .toList();
        var subsets = subsets(service, pods);
        write("v1", "Endpoints", service, id.name(), object -> {
            if (subsets.isEmpty()) {
                object.remove("subsets");
            } else {
                object.putArray("subsets").addAll(subsets);
            }
        });
        slice(service, pods);
    }

    private interface Filling {
        void fill(ObjectNode object);
    }

    private void write(String apiVersion, String kind, ObjectNode service, String name, Filling filling) {
        var namespace = Trees.text(service, "metadata", "namespace");
        var existing = cluster.find(kind, namespace, name);
        var labels = Trees.labels(service, "metadata", "labels");
        if (kind.equals("EndpointSlice")) {
            labels.put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
            labels.put("kubernetes.io/service-name", Trees.text(service, "metadata", "name"));
        } else {
            labels.put("endpoints.kubernetes.io/managed-by", "endpoint-controller");
        }
        if (existing.isPresent()) {
            cluster.update(existing.get(), live -> {
                Trees.child(live, "metadata").set("labels", Trees.object(labels));
                filling.fill(live);
            });
            return;
        }
        var fresh = Trees.object().put("apiVersion", apiVersion).put("kind", kind);
        var metadata = fresh.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.set("labels", Trees.object(labels));
        if (kind.equals("EndpointSlice")) {
            metadata.putArray("ownerReferences").add(Cluster.reference(service));
        }
        filling.fill(fresh);
        cluster.create(fresh);
    }

    private static List<ObjectNode> subsets(ObjectNode service, List<ObjectNode> pods) {
        var subset = Trees.object();
        for (var pod : pods) {
            boolean counts = Pods.isReady(pod) || Trees.truth(service, "spec", "publishNotReadyAddresses");
            if (Pods.isTerminating(pod) && !Trees.truth(service, "spec", "publishNotReadyAddresses")) {
                continue;
            }
            var address = Trees.list(subset, counts ? "addresses" : "notReadyAddresses")
                    .addObject();
            address.put("ip", Trees.text(pod, "status", "podIP"))
                    .put("nodeName", Trees.text(pod, "spec", "nodeName"))
                    .set("targetRef", target(pod));
            if (Trees.text(pod, "spec", "subdomain").equals(Trees.text(service, "metadata", "name"))) {
                address.put("hostname", Trees.text(pod, "spec", "hostname"));
            }
        }
        if (subset.isEmpty()) {
            return List.of();
        }
        var ports = ports(service, pods);
        if (ports.isEmpty() && !Trees.items(service, "spec", "ports").isEmpty()) {
            return List.of();
        }
        if (!ports.isEmpty()) {
            ports.forEach(Trees.list(subset, "ports")::add);
        }
        return List.of(subset);
    }

    private static ObjectNode target(ObjectNode pod) {
        return Trees.object()
                .put("kind", "Pod")
                .put("namespace", Trees.text(pod, "metadata", "namespace"))
                .put("name", Trees.text(pod, "metadata", "name"))
                .put("uid", Trees.text(pod, "metadata", "uid"));
    }

    private static List<ObjectNode> ports(ObjectNode service, List<ObjectNode> pods) {
        var ports = new ArrayList<ObjectNode>();
        for (var port : Trees.items(service, "spec", "ports")) {
            var number =
                    pods.stream().flatMap(pod -> number(port, pod).stream()).findFirst();
            if (number.isPresent()) {
                var node = Trees.object();
                if (!Trees.text(port, "name").isEmpty()) {
                    node.put("name", Trees.text(port, "name"));
                }
                ports.add(node.put("port", number.get()).put("protocol", Trees.textOr("TCP", port, "protocol")));
            }
        }
        return ports;
    }

    /** A target port that is a name means the port of that name in the pod. */
    private static Optional<Integer> number(JsonNode port, ObjectNode pod) {
        var target = port.path("targetPort");
        if (target.isIntegralNumber()) {
            return Optional.of(target.asInt());
        }
        if (target.isMissingNode()) {
            return Optional.of(Trees.number(0, port, "port"));
        }
        var name = target.asString("");
        return Trees.items(pod, "spec", "containers").stream()
                .flatMap(container -> Trees.items(container, "ports").stream())
                .filter(candidate -> Trees.text(candidate, "name").equals(name))
                .map(candidate -> Trees.number(0, candidate, "containerPort"))
                .findFirst();
    }

    private void slice(ObjectNode service, List<ObjectNode> pods) {
        var name = Trees.text(service, "metadata", "name");
        var existing = cluster.list("EndpointSlice", Trees.text(service, "metadata", "namespace")).stream()
                .filter(slice -> Trees.labels(slice, "metadata", "labels")
                        .getOrDefault("kubernetes.io/service-name", "")
                        .equals(name))
                .map(slice -> Trees.text(slice, "metadata", "name"))
                .findFirst()
                .orElseGet(() -> ObjectWrites.generated(name + "-"));
        write("discovery.k8s.io/v1", "EndpointSlice", service, existing, slice -> {
            slice.put("addressType", "IPv4");
            var endpoints = slice.putArray("endpoints");
            for (var pod : pods) {
                var endpoint = endpoints.addObject();
                endpoint.putArray("addresses").add(Trees.text(pod, "status", "podIP"));
                boolean ready = Pods.isReady(pod);
                endpoint.putObject("conditions")
                        .put("ready", ready && !Pods.isTerminating(pod))
                        .put("serving", ready)
                        .put("terminating", Pods.isTerminating(pod));
                endpoint.put("nodeName", Trees.text(pod, "spec", "nodeName")).set("targetRef", target(pod));
            }
            var ports = slice.putArray("ports");
            ports(service, pods).forEach(ports::add);
        });
    }
}
