package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a pod has come to, as the kubelet reports it. */
final class PodStatus {

    private final Cluster cluster;
    private final ObjectNode pod;
    private final PodRun run;

    PodStatus(Cluster cluster, ObjectNode pod, PodRun run) {
        this.cluster = cluster;
        this.pod = pod;
        this.run = run;
    }

    void write(ObjectNode status) {
        status.put("phase", phase());
        status.put("qosClass", PodResources.quality(pod));
        if (!status.has("startTime")) {
            status.put("startTime", cluster.time());
        }
        conditions(status);
        if (!run.init.isEmpty()) {
            var list = status.putArray("initContainerStatuses");
            run.init.forEach(container -> list.add(container(container)));
        }
        var list = status.putArray("containerStatuses");
        run.main.forEach(container -> list.add(container(container)));
    }

    private String phase() {
        if (run.init.stream().anyMatch(this::failedForGood)) {
            return "Failed";
        }
        if (!run.initialized() && run.main.stream().noneMatch(this::hasBegun)) {
            return "Pending";
        }
        if (run.main.stream().noneMatch(this::hasBegun)) {
            return "Pending";
        }
        boolean allDone = run.main.stream().allMatch(container -> container.hasEnded() && !restarts(container));
        if (allDone) {
            return run.main.stream().allMatch(ContainerRun::hasSucceeded) ? "Succeeded" : "Failed";
        }
        return run.main.stream().allMatch(this::hasBegun) ? "Running" : "Pending";
    }

    private boolean hasBegun(ContainerRun container) {
        return !(container.state instanceof ContainerRun.State.Waiting) || container.last != null;
    }

    private boolean failedForGood(ContainerRun container) {
        return container.hasEnded() && !container.hasSucceeded() && !restarts(container);
    }

    private boolean restarts(ContainerRun container) {
        return switch (Trees.textOr("Always", pod, "spec", "restartPolicy")) {
            case "Never" -> container.isSidecar();
            case "OnFailure" -> !container.hasSucceeded();
            default -> true;
        };
    }

    private void conditions(ObjectNode status) {
        var now = cluster.time();
        boolean done = List.of("Succeeded", "Failed").contains(phase());
        Conditions.set(status, "PodReadyToStartContainers", run.mounted && !done, "", "", now);
        var incomplete =
                names(run.init, container -> !(container.isSidecar() ? container.started : container.hasSucceeded()));
        if (incomplete.isEmpty()) {
            Conditions.set(status, "Initialized", true, phase().equals("Succeeded") ? "PodCompleted" : "", "", now);
        } else {
            Conditions.set(
                    status,
                    "Initialized",
                    false,
                    "ContainersNotInitialized",
                    "containers with incomplete status: " + words(incomplete),
                    now);
        }
        var unready = names(run.main, container -> !container.ready);
        var gates = missingGates(status);
        ready(status, "ContainersReady", unready, List.of(), now);
        ready(status, "Ready", unready, gates, now);
        if (Conditions.find(status, "PodScheduled").isEmpty()) {
            Conditions.set(status, "PodScheduled", true, "", "", now);
        }
    }

    private void ready(ObjectNode status, String type, List<String> unready, List<String> gates, String now) {
        if (phase().equals("Succeeded")) {
            Conditions.set(status, type, false, "PodCompleted", "", now);
        } else if (phase().equals("Failed")) {
            Conditions.set(status, type, false, "PodFailed", "", now);
        } else if (!unready.isEmpty()) {
            Conditions.set(
                    status,
                    type,
                    false,
                    "ContainersNotReady",
                    "containers with unready status: " + words(unready),
                    now);
        } else if (!gates.isEmpty()) {
            var why = "corresponding condition of pod readiness gate " + ApiFailure.quoted(gates.getFirst())
                    + " does not exist.";
            Conditions.set(status, type, false, "ReadinessGatesNotReady", why, now);
        } else {
            Conditions.set(status, type, true, "", "", now);
        }
    }

    private List<String> missingGates(ObjectNode status) {
        return Trees.items(pod, "spec", "readinessGates").stream()
                .map(gate -> Trees.text(gate, "conditionType"))
                .filter(type -> !Conditions.isTrue(status, type))
                .toList();
    }

    private static List<String> names(List<ContainerRun> runs, Predicate<ContainerRun> which) {
        return runs.stream().filter(which).map(ContainerRun::name).toList();
    }

    /** A list as Go prints it. */
    private static String words(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    private ObjectNode container(ContainerRun container) {
        var status = Trees.object().put("name", container.name());
        var state = status.putObject("state");
        var lastState = status.putObject("lastState");
        boolean failedToStart = container.state instanceof ContainerRun.State.Ended ended
                && ended.reason().equals("StartError")
                && restarts(container);
        switch (container.state) {
            case ContainerRun.State.Waiting(var reason, var message) -> waiting(state, reason, message);
            case ContainerRun.State.Running running ->
                state.putObject("running").put("startedAt", Times.text(running.since()));
            case ContainerRun.State.Ended ended -> {
                if (failedToStart) {
                    waiting(state, "RunContainerError", ended.message());
                    ended(lastState, container, ended);
                } else {
                    ended(state, container, ended);
                }
            }
        }
        if (container.last != null && !failedToStart) {
            ended(lastState, container, container.last);
        }
        status.put("ready", container.init ? container.hasSucceeded() || container.ready : container.ready);
        status.put("restartCount", container.restarts);
        status.put("image", container.image());
        status.put("imageID", container.pulled ? digest(container.image()) : "");
        if (!(container.state instanceof ContainerRun.State.Waiting) || container.last != null) {
            status.put("containerID", identity(container, container.restarts));
        }
        status.put("started", container.isRunning() && container.started);
        return status;
    }

    private static void waiting(ObjectNode state, String reason, String message) {
        var waiting = state.putObject("waiting").put("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
    }

    private void ended(ObjectNode state, ContainerRun container, ContainerRun.State.Ended ended) {
        var node =
                state.putObject("terminated").put("exitCode", ended.exitCode()).put("reason", ended.reason());
        if (!ended.message().isEmpty()) {
            node.put("message", ended.message());
        }
        node.put("startedAt", Times.text(ended.started())).put("finishedAt", Times.text(ended.finished()));
        node.put(
                "containerID",
                identity(container, Math.max(0, container.restarts - (ended.equals(container.last) ? 1 : 0))));
    }

    private String identity(ContainerRun container, int restart) {
        return "containerd://" + hex(run.uid + container.name() + restart);
    }

    private static String digest(String image) {
        int colon = image.lastIndexOf(':');
        var repository = colon > image.lastIndexOf('/') ? image.substring(0, colon) : image;
        return repository + "@sha256:" + hex(image);
    }

    private static String hex(String of) {
        var half = UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return half + new StringBuilder(half).reverse();
    }
}
