package io.lexiops.server.sandbox;

import tools.jackson.databind.JsonNode;

/** The line that clients print for a pod. */
final class PodCells {

    private final JsonNode pod;

    PodCells(JsonNode pod) {
        this.pod = pod;
    }

    Object cell(String header) {
        return switch (header) {
            case "Ready" ->
                ready() + "/" + Trees.items(pod, "spec", "containers").size();
            case "Status" -> reason();
            case "Restarts" -> Integer.toString(restarts());
            case "IP" -> Trees.textOr("<none>", pod, "status", "podIP");
            case "Node" -> Trees.textOr("<none>", pod, "spec", "nodeName");
            default -> "<none>";
        };
    }

    private long ready() {
        return Trees.items(pod, "status", "containerStatuses").stream()
                .filter(status -> Trees.truth(status, "ready"))
                .count();
    }

    private int restarts() {
        return Trees.items(pod, "status", "containerStatuses").stream()
                .mapToInt(status -> Trees.number(0, status, "restartCount"))
                .sum();
    }

    /** One word for the state, found in the order that the real printer uses. */
    String reason() {
        var reason = Trees.textOr(Trees.text(pod, "status", "phase"), pod, "status", "reason");
        var starting = initReason();
        if (!starting.isEmpty()) {
            reason = starting;
        } else {
            boolean running = false;
            for (var status : Trees.items(pod, "status", "containerStatuses").reversed()) {
                var waiting = Trees.text(status, "state", "waiting", "reason");
                var ended = status.path("state").path("terminated");
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (ended.isObject()) {
                    reason = ended(ended);
                } else if (Trees.truth(status, "ready") && Trees.has(status, "state", "running")) {
                    running = true;
                }
            }
            if (reason.equals("Completed") && running) {
                reason = ready() > 0 ? "Running" : "NotReady";
            }
        }
        return Trees.has(pod, "metadata", "deletionTimestamp") ? "Terminating" : reason;
    }

    private String initReason() {
        var statuses = Trees.items(pod, "status", "initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            var state = statuses.get(i).path("state");
            var ended = state.path("terminated");
            if (ended.isObject() && Trees.number(0, ended, "exitCode") == 0) {
                continue;
            }
            var waiting = Trees.text(state, "waiting", "reason");
            if (ended.isObject()) {
                return "Init:" + ended(ended);
            }
            if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                return "Init:" + waiting;
            }
            return "Init:" + i + "/"
                    + Trees.items(pod, "spec", "initContainers").size();
        }
        return "";
    }

    private static String ended(JsonNode terminated) {
        var reason = Trees.text(terminated, "reason");
        return reason.isEmpty() ? "ExitCode:" + Trees.number(0, terminated, "exitCode") : reason;
    }
}
