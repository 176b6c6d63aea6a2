package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.PodSpecs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The object that an operator would change: the top of the chain of owners that begins at a pod.
 *
 * @param foreignOwner a controller of a kind that is not known here, which would undo a change; null if there is none
 */
record Workload(KubernetesObject object, @Nullable String foreignOwner) {

    private static final Set<String> EDITABLE =
            Set.of("Deployment", "StatefulSet", "DaemonSet", "CronJob", "ReplicaSet");

    Target target() {
        return Target.of(object);
    }

    String kind() {
        return object.kind();
    }

    String name() {
        return object.name();
    }

    /** Whether a changed template has an effect: those of a Job and of a bare Pod are fixed. */
    boolean editable() {
        return foreignOwner == null && EDITABLE.contains(kind());
    }

    /** Where the pod spec is in the object, as a JSON pointer. */
    String podPath() {
        return switch (kind()) {
            case "Pod" -> "/spec";
            case "CronJob" -> "/spec/jobTemplate/spec/template/spec";
            default -> "/spec/template/spec";
        };
    }

    KubernetesObject podSpec() {
        return PodSpecs.of(object);
    }

    Map<String, Object> podLabels() {
        return PodSpecs.templateMetadata(object).mapAt("labels");
    }

    /** Null if the workload's own template has no container of this name: something has put it into the pod. */
    @Nullable String containerPath(String container, boolean init) {
        var field = init ? "initContainers" : "containers";
        var containers = podSpec().objectsAt(field);
        return IntStream.range(0, containers.size())
                .filter(i -> container.equals(containers.get(i).get("name")))
                .mapToObj(i -> podPath() + "/" + field + "/" + i)
                .findFirst()
                .orElse(null);
    }

    List<Map<String, Object>> containers(boolean init) {
        return podSpec().objectsAt(init ? "initContainers" : "containers");
    }

    long replicas() {
        return object.numberAt(1, "spec", "replicas");
    }

    boolean paused() {
        return Boolean.TRUE.equals(object.at("spec", "paused"));
    }

    /** Whether the controller has seen the newest change. */
    boolean observed() {
        return object.numberAt(0, "status", "observedGeneration") >= object.numberAt(0, "metadata", "generation");
    }

    String annotation(String name) {
        return object.textAt("", "metadata", "annotations", name);
    }

    @Override
    public String toString() {
        return kind() + "/" + name();
    }
}
