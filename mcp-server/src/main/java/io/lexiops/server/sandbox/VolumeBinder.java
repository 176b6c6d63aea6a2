package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Gives claims a volume of their class, and lets claims go that no pod uses. */
final class VolumeBinder implements Reconciler {

    private static final String SOURCE = "persistentvolume-controller";

    private final Cluster cluster;

    VolumeBinder(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "persistentvolumeclaims" -> cluster.loop().soon(this, change.id());
            case "persistentvolumes", "storageclasses.storage.k8s.io" -> claims("");
            case "pods" -> {
                if (Trees.has(change.object(), "spec", "volumes") && change.kind() != Change.Kind.MODIFIED) {
                    claims(change.id().namespace());
                }
            }
            default -> {}
        }
    }

    private void claims(String namespace) {
        cluster.list("PersistentVolumeClaim", namespace).stream()
                .filter(claim -> Pods.isTerminating(claim) || !isBound(claim))
                .forEach(claim -> cluster.loop().soon(this, cluster.idOf(claim)));
    }

    private static boolean isBound(ObjectNode claim) {
        return Trees.text(claim, "status", "phase").equals("Bound");
    }

    @Override
    public void reconcile(ObjectId id) {
        var found = cluster.find(id);
        if (found.isEmpty()) {
            release(id);
            return;
        }
        var claim = found.get();
        if (Pods.isTerminating(claim)) {
            letGo(claim);
        } else if (!isBound(claim)) {
            bind(claim);
        } else {
            resize(claim);
        }
    }

    private void release(ObjectId id) {
        for (var volume : cluster.list("PersistentVolume", "")) {
            if (Trees.text(volume, "spec", "claimRef", "name").equals(id.name())
                    && Trees.text(volume, "spec", "claimRef", "namespace").equals(id.namespace())) {
                if (Trees.text(volume, "spec", "persistentVolumeReclaimPolicy").equals("Delete")) {
                    cluster.delete(volume);
                } else {
                    cluster.updateStatus(volume, status -> status.put("phase", "Released"));
                }
            }
        }
    }

    private void letGo(ObjectNode claim) {
        var name = Trees.text(claim, "metadata", "name");
        boolean used = cluster.list("Pod", Trees.text(claim, "metadata", "namespace")).stream()
                .filter(pod -> !Pods.isFinished(pod))
                .flatMap(pod -> Trees.items(pod, "spec", "volumes").stream())
                .anyMatch(volume ->
                        Trees.text(volume, "persistentVolumeClaim", "claimName").equals(name));
        if (!used) {
            cluster.update(
                    claim,
                    live -> Trees.list(Trees.child(live, "metadata"), "finalizers")
                            .removeIf(finalizer -> finalizer.asString("").equals("kubernetes.io/pvc-protection")));
        }
    }

    private void bind(ObjectNode claim) {
        var storageClass = Trees.text(claim, "spec", "storageClassName");
        var fitting = fitting(claim, storageClass);
        if (fitting.isPresent()) {
            bind(claim, fitting.get());
            return;
        }
        if (storageClass.isEmpty()) {
            cluster.normal(
                    SOURCE,
                    claim,
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set");
            return;
        }
        var known = cluster.find("StorageClass", "", storageClass);
        if (known.isEmpty()) {
            cluster.warning(
                    SOURCE,
                    claim,
                    "ProvisioningFailed",
                    "storageclass.storage.k8s.io " + ApiFailure.quoted(storageClass) + " not found");
            return;
        }
        if (Trees.text(known.get(), "provisioner").equals("sandbox.local/volumes")) {
            bind(claim, provision(claim, known.get()));
        } else {
            cluster.normal(
                    SOURCE,
                    claim,
                    "ExternalProvisioning",
                    "Waiting for a volume to be created either by the external provisioner '"
                            + Trees.text(known.get(), "provisioner")
                            + "' or manually by the system administrator. If volume creation is delayed, please verify that the"
                            + " provisioner is running and correctly registered.");
        }
    }

    private Optional<ObjectNode> fitting(ObjectNode claim, String storageClass) {
        var wanted = Quantity.of(Trees.textOr("0", claim, "spec", "resources", "requests", "storage"));
        var modes = Trees.texts(claim, "spec", "accessModes");
        var named = Trees.text(claim, "spec", "volumeName");
        return cluster.list("PersistentVolume", "").stream()
                .filter(volume -> !Trees.has(volume, "spec", "claimRef")
                        && Trees.text(volume, "spec", "storageClassName").equals(storageClass)
                        && (named.isEmpty() || named.equals(Trees.text(volume, "metadata", "name")))
                        && Trees.texts(volume, "spec", "accessModes").containsAll(modes)
                        && !wanted.exceeds(Quantity.of(Trees.textOr("0", volume, "spec", "capacity", "storage"))))
                .findFirst();
    }

    private ObjectNode provision(ObjectNode claim, ObjectNode storageClass) {
        var name = "pvc-" + Trees.text(claim, "metadata", "uid");
        var volume = Trees.object().put("apiVersion", "v1").put("kind", "PersistentVolume");
        volume.putObject("metadata").put("name", name);
        var spec = volume.putObject("spec");
        spec.putObject("capacity")
                .put("storage", Trees.textOr("1Gi", claim, "spec", "resources", "requests", "storage"));
        spec.set("accessModes", Trees.at(claim, "spec", "accessModes").deepCopy());
        spec.put("storageClassName", Trees.text(storageClass, "metadata", "name"));
        spec.put("persistentVolumeReclaimPolicy", Trees.textOr("Delete", storageClass, "reclaimPolicy"));
        spec.putObject("hostPath").put("path", "/var/lib/volumes/" + name);
        cluster.normal(
                "sandbox.local/volumes", claim, "ProvisioningSucceeded", "Successfully provisioned volume " + name);
        return cluster.create(volume);
    }

    private void bind(ObjectNode claim, ObjectNode volume) {
        var name = Trees.text(volume, "metadata", "name");
        cluster.update(
                volume,
                live -> Trees.child(live, "spec", "claimRef")
                        .put("apiVersion", "v1")
                        .put("kind", "PersistentVolumeClaim")
                        .put("namespace", Trees.text(claim, "metadata", "namespace"))
                        .put("name", Trees.text(claim, "metadata", "name"))
                        .put("uid", Trees.text(claim, "metadata", "uid")));
        cluster.updateStatus(volume, status -> status.put("phase", "Bound"));
        cluster.update(claim, live -> {
            Trees.child(live, "metadata", "annotations").put("pv.kubernetes.io/bind-completed", "yes");
            Trees.child(live, "spec").put("volumeName", name);
        });
        cluster.updateStatus(claim, status -> {
            status.put("phase", "Bound");
            status.set("accessModes", Trees.at(claim, "spec", "accessModes").deepCopy());
            status.putObject("capacity").put("storage", Trees.textOr("1Gi", volume, "spec", "capacity", "storage"));
        });
    }

    private void resize(ObjectNode claim) {
        var wanted = Trees.textOr("0", claim, "spec", "resources", "requests", "storage");
        var has = Trees.textOr("0", claim, "status", "capacity", "storage");
        if (Quantity.of(wanted).exceeds(Quantity.of(has))) {
            cluster.find("PersistentVolume", "", Trees.text(claim, "spec", "volumeName"))
                    .ifPresent(volume -> cluster.update(
                            volume,
                            live -> Trees.child(live, "spec", "capacity").put("storage", wanted)));
            cluster.updateStatus(
                    claim, status -> Trees.child(status, "capacity").put("storage", wanted));
            for (var reason : List.of("Resizing", "FileSystemResizeSuccessful")) {
                cluster.normal(SOURCE, claim, reason, "the volume has " + wanted);
            }
        }
    }
}
