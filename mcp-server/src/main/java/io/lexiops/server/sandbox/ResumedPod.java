package io.lexiops.server.sandbox;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes up the containers of a pod that ran when this process ended; they have not noticed. */
final class ResumedPod {

    private final ContainerStarts starts;
    private final ObjectNode pod;

    ResumedPod(ContainerStarts starts, ObjectNode pod) {
        this.starts = starts;
        this.pod = pod;
    }

    void resume(PodRun run) {
        run.mounted = Conditions.isTrue(pod.path("status"), "PodReadyToStartContainers");
        run.init.forEach(container -> resume(run, container, "initContainerStatuses"));
        run.main.forEach(container -> resume(run, container, "containerStatuses"));
    }

    private void resume(PodRun run, ContainerRun container, String list) {
        Trees.items(pod, "status", list).stream()
                .filter(status -> Trees.text(status, "name").equals(container.name()))
                .findFirst()
                .ifPresent(status -> resume(run, container, status));
    }

    private void resume(PodRun run, ContainerRun container, JsonNode status) {
        container.restarts = Trees.number(0, status, "restartCount");
        container.crashes = container.restarts;
        container.pulled = !Trees.text(status, "imageID").isEmpty();
        var last = status.path("lastState").path("terminated");
        if (last.isObject()) {
            container.last = ended(last);
        }
        var state = status.path("state");
        if (state.has("terminated")) {
            container.state = ended(state.path("terminated"));
        } else if (state.has("running")) {
            var since = Times.parse(Trees.at(state, "running", "startedAt"), run.began);
            starts.resume(pod, run, container, since);
        } else {
            var waiting = state.path("waiting");
            container.state = new ContainerRun.State.Waiting(
                    Trees.textOr("ContainerCreating", waiting, "reason"), Trees.text(waiting, "message"));
        }
    }

    private static ContainerRun.State.Ended ended(JsonNode node) {
        return new ContainerRun.State.Ended(
                Trees.number(0, node, "exitCode"),
                Trees.text(node, "reason"),
                Trees.text(node, "message"),
                Times.parse(node.path("startedAt"), Instant.EPOCH),
                Times.parse(node.path("finishedAt"), Instant.EPOCH));
    }
}
