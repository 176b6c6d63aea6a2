package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the log of a container as the kubelet gives it out. */
final class PodLogs {

    private final Machinery machinery;
    private final LogBook book;

    PodLogs(Machinery machinery, LogBook book) {
        this.machinery = machinery;
        this.book = book;
    }

    ApiAnswer read(ResourceCall call) {
        var pod = machinery.store().find(call.id()).orElseThrow(() -> ApiFailure.notFound("", "pods", call.name()));
        var request = call.request();
        var container = container(pod, request.query("container"));
        boolean previous = request.queryIs("previous");
        var restart = restart(pod, container, previous);
        var lines = new ArrayList<>(book.read(new LogBook.Run(Trees.text(pod, "metadata", "uid"), container, restart)));
        var now = machinery.clock().instant();
        lines.removeIf(line -> line.time().isAfter(now)); // a run is written down as a whole when it begins
        since(request).ifPresent(time -> lines.removeIf(line -> line.time().isBefore(time)));
        int tail = request.queryNumber("tailLines", -1);
        var shown = tail >= 0 && tail < lines.size() ? lines.subList(lines.size() - tail, lines.size()) : lines;
        var text = new StringBuilder();
        boolean timestamps = request.queryIs("timestamps");
        for (var line : shown) {
            text.append(timestamps ? Times.micros(line.time()).replace("Z", "000Z") + " " : "")
                    .append(line.text())
                    .append('\n');
        }
        int limit = request.queryNumber("limitBytes", Integer.MAX_VALUE);
        return ApiAnswer.text(text.length() > limit ? text.substring(0, limit) : text.toString());
    }

    private Optional<Instant> since(ApiRequest request) {
        if (!request.query("sinceTime").isEmpty()) {
            return Optional.of(Instant.parse(request.query("sinceTime")));
        }
        int seconds = request.queryNumber("sinceSeconds", 0);
        return seconds > 0 ? Optional.of(machinery.clock().instant().minusSeconds(seconds)) : Optional.empty();
    }

    private static String container(ObjectNode pod, String asked) {
        var names = new ArrayList<String>();
        var init = new ArrayList<String>();
        Trees.items(pod, "spec", "containers").forEach(container -> names.add(Trees.text(container, "name")));
        Trees.items(pod, "spec", "initContainers").forEach(container -> init.add(Trees.text(container, "name")));
        var podName = Trees.text(pod, "metadata", "name");
        if (asked.isEmpty()) {
            if (names.size() == 1) {
                return names.getFirst();
            }
            var choices = "choose one of: [" + String.join(" ", names) + "]"
                    + (init.isEmpty() ? "" : " or one of the init containers: [" + String.join(" ", init) + "]");
            throw ApiFailure.badRequest("a container name must be specified for pod " + podName + ", " + choices);
        }
        if (!names.contains(asked) && !init.contains(asked)) {
            throw ApiFailure.badRequest("container " + asked + " is not valid for pod " + podName);
        }
        return asked;
    }

    private static int restart(ObjectNode pod, String container, boolean previous) {
        var podName = Trees.text(pod, "metadata", "name");
        var statuses = new ArrayList<JsonNode>(Trees.items(pod, "status", "containerStatuses"));
        statuses.addAll(Trees.items(pod, "status", "initContainerStatuses"));
        var status = statuses.stream()
                .filter(candidate -> Trees.text(candidate, "name").equals(container))
                .findFirst()
                .orElse(Trees.JSON.missingNode());
        int restarts = Trees.number(0, status, "restartCount");
        if (previous) {
            if (restarts == 0) {
                throw ApiFailure.badRequest("previous terminated container " + ApiFailure.quoted(container) + " in pod "
                        + ApiFailure.quoted(podName) + " not found");
            }
            return restarts - 1;
        }
        var waiting = Trees.text(status, "state", "waiting", "reason");
        if (List.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName").contains(waiting)) {
            throw ApiFailure.badRequest(trying(container, podName) + "trying and failing to pull image");
        }
        if (List.of("ContainerCreating", "PodInitializing", "CreateContainerConfigError")
                        .contains(waiting)
                || Trees.text(pod, "spec", "nodeName").isEmpty()) {
            if (Trees.text(pod, "spec", "nodeName").isEmpty()) {
                return 0;
            }
            throw ApiFailure.badRequest(trying(container, podName) + "waiting to start: " + waiting);
        }
        return restarts;
    }

    private static String trying(String container, String pod) {
        return "container " + ApiFailure.quoted(container) + " in pod " + ApiFailure.quoted(pod) + " is ";
    }
}
