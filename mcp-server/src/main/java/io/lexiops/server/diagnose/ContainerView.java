package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One container of one pod.
 *
 * @param spec   as it stands in the pod
 * @param status empty while the kubelet has not written one
 * @param path   where the container is in the workload's own template; null if it was put into the pod by another
 */
record ContainerView(
        KubernetesObject pod,
        KubernetesObject spec,
        KubernetesObject status,
        boolean init,
        @Nullable String path) {

    static Stream<ContainerView> of(Workload workload, KubernetesObject pod) {
        return Stream.concat(
                of(workload, pod, "initContainers", "initContainerStatuses", true),
                of(workload, pod, "containers", "containerStatuses", false));
    }

    private static Stream<ContainerView> of(
            Workload workload, KubernetesObject pod, String specs, String statuses, boolean init) {
        return pod.objectsAt("spec", specs).stream().map(KubernetesObject::new).map(spec -> {
            var name = spec.textAt("", "name");
            var status = pod.objectsAt("status", statuses).stream()
                    .filter(one -> name.equals(one.get("name")))
                    .findFirst();
            return new ContainerView(
                    pod, spec, new KubernetesObject(status.orElse(Map.of())), init, workload.containerPath(name, init));
        });
    }

    String name() {
        return spec.textAt("", "name");
    }

    String image() {
        return spec.textAt("", "image");
    }

    String waitingReason() {
        return status.textAt("", "state", "waiting", "reason");
    }

    String waitingMessage() {
        return status.textAt("", "state", "waiting", "message");
    }

    boolean running() {
        return status.at("state", "running") != null;
    }

    boolean ready() {
        return Boolean.TRUE.equals(status.at("ready"));
    }

    long restarts() {
        return status.numberAt(0, "restartCount");
    }

    /** How the last run ended: now, or before the present wait or run; empty if it never ended. */
    KubernetesObject ended() {
        var now = status.mapAt("state", "terminated");
        return new KubernetesObject(now.isEmpty() ? status.mapAt("lastState", "terminated") : now);
    }

    /** Whether the run that ended is not the one that the status tells of now: its log is that of the run before. */
    boolean endedBefore() {
        return restarts() > 0 && status.at("state", "terminated") == null;
    }

    List<String> texts(String field) {
        return spec.at(field) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    List<String> command() {
        return texts("command");
    }

    List<String> args() {
        return texts("args");
    }

    /** Events that the kubelet wrote about this container or, if it names none, about the pod. */
    Stream<KubernetesObject> events(Events events) {
        return events.of(pod).stream().filter(event -> {
            var field = event.textAt("", "involvedObject", "fieldPath");
            return field.isEmpty() || field.endsWith("{" + name() + "}");
        });
    }

    Evidence evidence(String text) {
        return Evidence.of(pod, "status of container " + name(), text);
    }
}
