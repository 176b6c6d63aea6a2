package io.lexiops.server.change;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of an object, without what the API server and the controllers note on it. Two objects with the same
 * wanted state are the same for who approved a change, whatever their versions: the status of a broken workload moves
 * every few seconds.
 */
final class WantedState {

    private static final Set<String> SERVER_FIELDS =
            Set.of("managedFields", "resourceVersion", "generation", "selfLink", "creationTimestamp", "uid");
    private static final Set<String> CONTROLLER_ANNOTATIONS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deployment.kubernetes.io/desired-replicas",
            "deployment.kubernetes.io/max-replicas",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "volume.beta.kubernetes.io/storage-provisioner",
            "volume.kubernetes.io/storage-provisioner",
            "volume.kubernetes.io/selected-node",
            "autoscaling.alpha.kubernetes.io/conditions",
            "autoscaling.alpha.kubernetes.io/current-metrics");

    private static final Map<String, String> FILLED_SPEC =
            Map.of("PersistentVolumeClaim", "volumeName", "Pod", "nodeName", "PersistentVolume", "claimRef");

    private WantedState() {}

    static Map<String, Object> of(@Nullable Map<String, Object> object) {
        if (object == null) {
            return Map.of();
        }
        var wanted = new LinkedHashMap<>(object);
        wanted.remove("status");
        if (object.get("metadata") instanceof Map<?, ?>) {
            wanted.put("metadata", metadata(Json.part(object.get("metadata"))));
        }
        dropWhatControllersFill(wanted);
        return wanted;
    }

    static boolean same(@Nullable Map<String, Object> a, @Nullable Map<String, Object> b) {
        return (a == null) == (b == null) && of(a).equals(of(b));
    }

    private static Map<String, Object> metadata(Map<String, Object> given) {
        var metadata = new LinkedHashMap<String, Object>();
        given.forEach((key, value) -> {
            if (value != null && !SERVER_FIELDS.contains(key)) {
                metadata.put(key, value);
            }
        });
        if (given.get("annotations") instanceof Map<?, ?>) {
            var annotations = new TreeMap<>(Json.part(given.get("annotations")));
            annotations.keySet().removeAll(CONTROLLER_ANNOTATIONS);
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            } else {
                metadata.put("annotations", annotations);
            }
        }
        return metadata;
    }

    /** The token controller writes into service accounts, the volume binder into claims, the scheduler into pods. */
    private static void dropWhatControllersFill(Map<String, Object> wanted) {
        var kind = String.valueOf(wanted.get("kind"));
        if (kind.equals("ServiceAccount")) {
            wanted.remove("secrets");
        }
        if (kind.equals("Node") && wanted.get("spec") instanceof Map<?, ?>) {
            wanted.put("spec", withoutConditions(Json.part(wanted.get("spec"))));
        }
        var filled = FILLED_SPEC.get(kind);
        if (filled != null && wanted.get("spec") instanceof Map<?, ?>) {
            var spec = new LinkedHashMap<>(Json.part(wanted.get("spec")));
            spec.remove(filled);
            wanted.put("spec", spec);
        }
    }

    /** The node controller notes the conditions of a node, and that it is cordoned, as taints too. */
    private static Map<String, Object> withoutConditions(Map<String, Object> given) {
        var spec = new LinkedHashMap<>(given);
        var taints = Json.parts(given.get("taints")).stream()
                .filter(taint -> !String.valueOf(taint.get("key")).startsWith("node.kubernetes.io/"))
                .toList();
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.put("taints", taints);
        }
        return spec;
    }
}
