package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A pod in the words that operators know from their tools. */
record PodSummary(KubernetesObject pod) {

    String ready() {
        var statuses = pod.objectsAt("status", "containerStatuses");
        var ready = statuses.stream()
                .filter(status -> Boolean.TRUE.equals(status.get("ready")))
                .count();
        return ready + "/" + pod.objectsAt("spec", "containers").size();
    }

    long restarts() {
        return Stream.concat(
                        pod.objectsAt("status", "initContainerStatuses").stream(),
                        pod.objectsAt("status", "containerStatuses").stream())
                .mapToLong(status -> status.get("restartCount") instanceof Number number ? number.longValue() : 0)
                .sum();
    }

    /** The reason of the first container that does not run, else the phase. */
    String status() {
        if (pod.at("metadata", "deletionTimestamp") != null) {
            return "Terminating";
        }
        var init = reasons("Init:", pod.objectsAt("status", "initContainerStatuses"));
        var main = reasons("", pod.objectsAt("status", "containerStatuses"));
        return Stream.concat(init, main)
                .findFirst()
                .orElseGet(() -> pod.textAt(pod.textAt("Unknown", "status", "phase"), "status", "reason"));
    }

    private static Stream<String> reasons(String prefix, List<Map<String, Object>> statuses) {
        return statuses.stream()
                .map(KubernetesObject::new)
                .map(status -> {
                    var waiting = status.textAt("", "state", "waiting", "reason");
                    if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                        return prefix + waiting;
                    }
                    var ended = status.textAt("", "state", "terminated", "reason");
                    return ended.isEmpty() || ended.equals("Completed") ? null : prefix + ended;
                })
                .filter(Objects::nonNull);
    }
}
