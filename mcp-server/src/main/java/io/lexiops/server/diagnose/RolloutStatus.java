package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.Optional;

/**
 * How far a workload has come, in the same words for every kind.
 *
 * @param all   pods that exist, of any revision
 */
record RolloutStatus(long desired, long updated, long ready, long available, long all, boolean observed) {

    static RolloutStatus of(Workload workload) {
        var object = workload.object();
        boolean observed = workload.observed();
        return switch (workload.kind()) {
            case "DaemonSet" ->
                new RolloutStatus(
                        object.numberAt(0, "status", "desiredNumberScheduled"),
                        object.numberAt(0, "status", "updatedNumberScheduled"),
                        object.numberAt(0, "status", "numberReady"),
                        object.numberAt(0, "status", "numberAvailable"),
                        object.numberAt(0, "status", "currentNumberScheduled"),
                        observed);
            case "StatefulSet" -> {
                boolean sameRevision = object.textAt("", "status", "currentRevision")
                        .equals(object.textAt("", "status", "updateRevision"));
                long ready = object.numberAt(0, "status", "readyReplicas");
                yield new RolloutStatus(
                        workload.replicas(),
                        sameRevision
                                ? object.numberAt(0, "status", "replicas")
                                : object.numberAt(0, "status", "updatedReplicas"),
                        ready,
                        // Older clusters do not tell how many are available.
                        object.numberAt(ready, "status", "availableReplicas"),
                        object.numberAt(0, "status", "replicas"),
                        observed);
            }
            default ->
                new RolloutStatus(
                        workload.replicas(),
                        object.numberAt(0, "status", "updatedReplicas"),
                        object.numberAt(0, "status", "readyReplicas"),
                        object.numberAt(0, "status", "availableReplicas"),
                        object.numberAt(0, "status", "replicas"),
                        observed);
        };
    }

    boolean complete() {
        return observed && updated >= desired && available >= desired && all <= desired;
    }

    static Optional<KubernetesObject> condition(Workload workload, String type) {
        return workload.object().objectsAt("status", "conditions").stream()
                .filter(condition -> type.equals(condition.get("type")))
                .map(KubernetesObject::new)
                .findFirst();
    }

    String words() {
        return "%d wanted, %d of the newest revision, %d ready, %d available, %d in all"
                .formatted(desired, updated, ready, available, all);
    }
}
