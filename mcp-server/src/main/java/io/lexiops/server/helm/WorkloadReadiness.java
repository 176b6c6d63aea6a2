package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.Optional;

/** Whether an object does what it was made for; says what is missing. Kinds without such a notion are ready. */
final class WorkloadReadiness {

    private WorkloadReadiness() {}

    static Optional<String> missing(KubernetesObject object) {
        var name = object.kind() + "/" + object.name();
        if (object.numberAt(0, "metadata", "generation")
                > object.numberAt(Long.MAX_VALUE, "status", "observedGeneration")) {
            return Optional.of(name + ": the controller has not seen the change yet");
        }
        long wanted = object.numberAt(1, "spec", "replicas");
        return switch (object.kind()) {
            case "Deployment" ->
                first(
                        count(name, "updated", object.numberAt(0, "status", "updatedReplicas"), wanted),
                        count(name, "available", object.numberAt(0, "status", "availableReplicas"), wanted),
                        object.numberAt(0, "status", "replicas") > wanted
                                ? Optional.of(name + ": old pods are not gone yet")
                                : Optional.empty());
            case "StatefulSet" ->
                first(
                        count(name, "updated", object.numberAt(0, "status", "updatedReplicas"), wanted),
                        count(name, "ready", object.numberAt(0, "status", "readyReplicas"), wanted));
            case "DaemonSet" -> daemonSet(name, object);
            case "ReplicaSet" -> count(name, "ready", object.numberAt(0, "status", "readyReplicas"), wanted);
            case "Job" ->
                count(
                        name,
                        "succeeded",
                        object.numberAt(0, "status", "succeeded"),
                        object.numberAt(1, "spec", "completions"));
            case "Pod" -> pod(name, object);
            default -> Optional.empty();
        };
    }

    private static Optional<String> daemonSet(String name, KubernetesObject object) {
        long wanted = object.numberAt(0, "status", "desiredNumberScheduled");
        return first(
                count(name, "updated", object.numberAt(0, "status", "updatedNumberScheduled"), wanted),
                count(name, "available", object.numberAt(0, "status", "numberAvailable"), wanted));
    }

    private static Optional<String> pod(String name, KubernetesObject pod) {
        boolean ready = pod.textAt("", "status", "phase").equals("Succeeded")
                || pod.objectsAt("status", "conditions").stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.get("type")) && "True".equals(condition.get("status")));
        return ready ? Optional.empty() : Optional.of(name + ": not ready");
    }

    private static Optional<String> count(String name, String what, long is, long wanted) {
        return is >= wanted ? Optional.empty() : Optional.of(name + ": " + is + " of " + wanted + " " + what);
    }

    @SafeVarargs
    private static Optional<String> first(Optional<String>... missing) {
        for (var one : missing) {
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }
}
