package io.lexiops.server.kubernetes;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object does what it was made for; says what is missing, with the reason of the first pod that fails. Kinds
 * without such a notion are ready when they are there.
 */
public final class Readiness {

    private static final Set<String> KNOWN = Set.of(
            "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Pod", "Service");

    private final WorkloadPods pods;
    private final Endpoints endpoints;

    public Readiness(Kubernetes kubernetes, InstantSource clock) {
        this.pods = new WorkloadPods(kubernetes, clock);
        this.endpoints = new Endpoints(kubernetes);
    }

    /** Whether there is more to say of such an object than that it is there. */
    boolean knows(KubernetesObject object) {
        return KNOWN.contains(object.kind());
    }

    /** What is still missing; empty when ready. */
    public List<String> missing(KubernetesObject object) {
        var name = object.kind() + "/" + object.name();
        if (object.at("metadata", "deletionTimestamp") != null) {
            return List.of(name + ": is being deleted");
        }
        if (object.numberAt(0, "metadata", "generation")
                > object.numberAt(Long.MAX_VALUE, "status", "observedGeneration")) {
            return List.of(name + ": the controller has not seen the change yet");
        }
        return switch (object.kind()) {
            case "Deployment" -> workload(name, object, deployment(object));
            case "StatefulSet" -> workload(name, object, statefulSet(object));
            case "DaemonSet" -> workload(name, object, daemonSet(object));
            case "ReplicaSet", "ReplicationController" ->
                workload(name, object, counts(object, "readyReplicas", "ready"));
            case "Job" -> job(name, object);
            case "Pod" -> pod(name, object);
            case "Service" -> endpoints.missing(name, object);
            case "CustomResourceDefinition" -> condition(name, object, "Established");
            default -> List.of();
        };
    }

    /** What keeps an object that is to be gone; empty when it is. */
    List<String> gone(@Nullable KubernetesObject live, @Nullable String uid) {
        if (live == null || (uid != null && !live.uid().equals(uid))) {
            return List.of();
        }
        var finalizers = live.at("metadata", "finalizers") instanceof List<?> list && !list.isEmpty()
                ? ": waits for "
                        + String.join(", ", list.stream().map(String::valueOf).toList())
                : "";
        return List.of(live.kind() + "/" + live.name() + " is not gone yet" + finalizers);
    }

    private List<String> workload(String name, KubernetesObject object, Optional<String> missing) {
        if (missing.isPresent()) {
            var reason =
                    pods.firstFailure(object).map(failure -> "; " + failure).orElse("");
            return List.of(name + ": " + missing.get() + reason);
        }
        return pods.unsteady(object).map(pod -> List.of(name + ": " + pod)).orElse(List.of());
    }

    private static Optional<String> deployment(KubernetesObject object) {
        if (Boolean.TRUE.equals(object.at("spec", "paused"))) {
            return counts(object, "availableReplicas", "available");
        }
        long old = object.numberAt(0, "status", "replicas") - object.numberAt(0, "status", "updatedReplicas");
        return first(
                count(object, "updatedReplicas", "updated", wanted(object)),
                old > 0 ? Optional.of(old + " old pods are not gone yet") : Optional.empty(),
                counts(object, "availableReplicas", "available"));
    }

    private static Optional<String> statefulSet(KubernetesObject object) {
        long wanted = wanted(object);
        long partition = object.numberAt(0, "spec", "updateStrategy", "rollingUpdate", "partition");
        boolean updates = !object.textAt("", "spec", "updateStrategy", "type").equals("OnDelete")
                && !object.textAt("", "status", "currentRevision")
                        .equals(object.textAt("", "status", "updateRevision"));
        return first(
                updates
                        ? count(object, "updatedReplicas", "updated", Math.max(0, wanted - partition))
                        : Optional.empty(),
                counts(object, "readyReplicas", "ready"));
    }

    private static Optional<String> daemonSet(KubernetesObject object) {
        long wanted = object.numberAt(0, "status", "desiredNumberScheduled");
        boolean updates = !object.textAt("", "spec", "updateStrategy", "type").equals("OnDelete");
        return first(
                updates ? count(object, "updatedNumberScheduled", "updated", wanted) : Optional.empty(),
                count(object, "numberAvailable", "available", wanted));
    }

    /** As many as wanted, and no more: those that are too many are not gone yet. */
    private static Optional<String> counts(KubernetesObject object, String field, String what) {
        long wanted = wanted(object);
        long there = object.numberAt(0, "status", "replicas");
        return first(
                count(object, field, what, wanted),
                there > wanted ? Optional.of(there - wanted + " pods too many are not gone yet") : Optional.empty());
    }

    private List<String> job(String name, KubernetesObject job) {
        for (var condition : job.objectsAt("status", "conditions")) {
            if ("True".equals(condition.get("status")) && "Failed".equals(condition.get("type"))) {
                var reason =
                        pods.firstFailure(job).map(failure -> "; " + failure).orElse("");
                return List.of(name + ": failed: " + condition.get("reason") + reason);
            }
            if ("True".equals(condition.get("status")) && "Complete".equals(condition.get("type"))) {
                return List.of();
            }
        }
        if (Boolean.TRUE.equals(job.at("spec", "suspend"))) {
            return List.of();
        }
        if (job.numberAt(0, "status", "active") == 0) {
            return List.of(name + ": no pod has started yet");
        }
        return pods.firstFailure(job)
                .or(() -> pods.unsteady(job))
                .map(failure -> List.of(name + ": " + failure))
                .orElse(List.of());
    }

    private List<String> pod(String name, KubernetesObject pod) {
        if (pod.textAt("", "status", "phase").equals("Succeeded")) {
            return List.of();
        }
        var failure = pods.failure(pod);
        return !condition(name, pod, "Ready").isEmpty()
                ? List.of(failure.orElse(name + ": not ready"))
                : pods.steady(pod).map(List::of).orElse(List.of());
    }

    private static List<String> condition(String name, KubernetesObject object, String type) {
        boolean holds = object.objectsAt("status", "conditions").stream()
                .anyMatch(condition -> type.equals(condition.get("type")) && "True".equals(condition.get("status")));
        return holds ? List.of() : List.of(name + ": not " + type.toLowerCase(java.util.Locale.ROOT));
    }

    private static long wanted(KubernetesObject object) {
        return object.numberAt(1, "spec", "replicas");
    }

    private static Optional<String> count(KubernetesObject object, String field, String what, long wanted) {
        long is = object.numberAt(0, "status", field);
        return is >= wanted ? Optional.empty() : Optional.of(is + " of " + wanted + " " + what);
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
