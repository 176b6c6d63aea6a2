package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the server gives an object when it is created and that depends on the rest of the cluster. */
final class FirstValues implements Admission {

    private final ObjectStore store;

    FirstValues(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void admit(WriteAttempt attempt) {
        var object = attempt.object();
        if (attempt.type().isCustom()) {
            return;
        }
        switch (attempt.type().kind()) {
            case "Secret" -> plainData(object);
            case "Service" -> service(attempt);
            default -> {
                if (attempt.old().isEmpty()) {
                    created(attempt, object);
                }
            }
        }
    }

    private void created(WriteAttempt attempt, ObjectNode object) {
        switch (attempt.type().kind()) {
            case "Namespace" -> {
                Trees.child(object, "metadata", "labels")
                        .put("kubernetes.io/metadata.name", attempt.id().name());
                if (!Trees.has(object, "spec", "finalizers")) {
                    Trees.child(object, "spec").putArray("finalizers").add("kubernetes");
                }
                Trees.child(object, "status").put("phase", "Active");
            }
            case "Pod" -> pod(object);
            case "Job" -> job(object);
            case "PersistentVolumeClaim" -> claim(object);
            default -> {}
        }
    }

    private static void plainData(ObjectNode secret) {
        var plain = Trees.labels(secret, "stringData");
        if (plain.isEmpty()) {
            return;
        }
        secret.remove("stringData");
        var data = Trees.child(secret, "data");
        plain.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    }

    private static void pod(ObjectNode pod) {
        if (!(pod.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        if (!spec.has("serviceAccountName")) {
            spec.put("serviceAccountName", "default").put("serviceAccount", "default");
        }
        if (!spec.has("priority")) {
            spec.put("priority", 0).put("preemptionPolicy", "PreemptLowerPriority");
        }
        var status = Trees.child(pod, "status");
        status.put("phase", "Pending").put("qosClass", PodResources.quality(pod));
    }

    private static void job(ObjectNode job) {
        var spec = Trees.child(job, "spec");
        if (Trees.truth(spec, "manualSelector") || Trees.has(spec, "selector")) {
            return;
        }
        var uid = Trees.text(job, "metadata", "uid");
        var name = Trees.text(job, "metadata", "name");
        Trees.child(spec, "selector", "matchLabels").put("batch.kubernetes.io/controller-uid", uid);
        Trees.child(spec, "template", "metadata", "labels")
                .put("batch.kubernetes.io/controller-uid", uid)
                .put("batch.kubernetes.io/job-name", name)
                .put("controller-uid", uid)
                .put("job-name", name);
    }

    private void claim(ObjectNode claim) {
        var spec = Trees.child(claim, "spec");
        if (!spec.has("storageClassName")) {
            store.list("storageclasses.storage.k8s.io", "").objects().stream()
                    .filter(storage -> Trees.text(
                                    storage, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class")
                            .equals("true"))
                    .findFirst()
                    .ifPresent(storage -> spec.put("storageClassName", Trees.text(storage, "metadata", "name")));
        }
        var metadata = Trees.child(claim, "metadata");
        if (!Trees.texts(metadata, "finalizers").contains("kubernetes.io/pvc-protection")) {
            Trees.list(metadata, "finalizers").add("kubernetes.io/pvc-protection");
        }
        Trees.child(claim, "status").put("phase", "Pending");
    }

    private void service(WriteAttempt attempt) {
        var spec = Trees.child(attempt.object(), "spec");
        var type = Trees.textOr("ClusterIP", spec, "type");
        if (attempt.old().isPresent()) {
            var old = attempt.old().get().path("spec");
            for (var kept : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                if (!spec.has(kept) && old.has(kept) && !type.equals("ExternalName")) {
                    spec.set(kept, old.path(kept));
                }
            }
        } else {
            Trees.child(attempt.object(), "status").putObject("loadBalancer");
        }
        if (type.equals("ExternalName")) {
            return;
        }
        if (!spec.has("clusterIP")) {
            spec.put("clusterIP", freeAddress());
        }
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(Trees.text(spec, "clusterIP"));
            spec.putArray("ipFamilies").add("IPv4");
            spec.put("ipFamilyPolicy", "SingleStack");
        }
        if (!spec.has("internalTrafficPolicy")) {
            spec.put("internalTrafficPolicy", "Cluster");
        }
        if (!type.equals("ClusterIP")) {
            outside(spec, type);
        }
    }

    private void outside(ObjectNode spec, String type) {
        if (!spec.has("externalTrafficPolicy")) {
            spec.put("externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
            spec.put("allocateLoadBalancerNodePorts", true);
        }
        var taken = new HashSet<Integer>();
        store.list("services", "")
                .objects()
                .forEach(service -> Trees.items(service, "spec", "ports")
                        .forEach(port -> taken.add(Trees.number(0, port, "nodePort"))));
        for (var port : Trees.items(spec, "ports")) {
            if (Trees.number(0, port, "nodePort") == 0 && port instanceof ObjectNode open) {
                int free = 30_000 + Trees.number(0, port, "port") % 2_700;
                while (!taken.add(free)) {
                    free++;
                }
                open.put("nodePort", free);
            }
        }
    }

    private String freeAddress() {
        var taken = new HashSet<String>();
        store.list("services", "").objects().forEach(service -> taken.add(Trees.text(service, "spec", "clusterIP")));
        for (int i = 10; i < 65_000; i++) {
            var address = "10.96." + i / 254 + "." + (i % 254 + 1);
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw ApiFailure.internal("failed to allocate a serviceIP: range is full");
    }
}
