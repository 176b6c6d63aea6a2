package io.lexiops.server.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Gets a container from its image to its end, and back again if it is to be restarted. */
final class ContainerStarts {

    private static final int MAX_BACK_OFF = 300;

    private final Cluster cluster;
    private final Pace pace;
    private final ImageRegistry registry;
    private final LogBook logs;
    private final Set<String> present = new HashSet<>();

    ContainerStarts(Cluster cluster, Pace pace, ImageRegistry registry, LogBook logs) {
        this.cluster = cluster;
        this.pace = pace;
        this.registry = registry;
        this.logs = logs;
    }

    String source(ObjectNode pod) {
        return "kubelet@" + Trees.text(pod, "spec", "nodeName");
    }

    void event(ObjectNode pod, ContainerRun run, String type, String reason, String message) {
        var field = run.init ? "spec.initContainers{" : "spec.containers{";
        cluster.event(type, source(pod), pod, field + run.name() + "}", reason, message);
    }

    /** Does what is due. */
    void advance(ObjectNode pod, PodRun podRun, ContainerRun run, Instant now) {
        if (now.isBefore(run.due)) {
            return;
        }
        switch (run.state) {
            case ContainerRun.State.Waiting waiting -> begin(pod, podRun, run, waiting, now);
            case ContainerRun.State.Running running -> ended(pod, run, running, now);
            case ContainerRun.State.Ended ended -> restart(pod, podRun, run, ended, now);
        }
    }

    private void begin(
            ObjectNode pod, PodRun podRun, ContainerRun run, ContainerRun.State.Waiting waiting, Instant now) {
        if (waiting.reason().equals("ErrImagePull") && run.pullFailures > 0) {
            backOffPull(pod, run, now);
            return;
        }
        if (waiting.reason().equals("CrashLoopBackOff")) {
            run.restarts++;
        }
        if (!run.pulled && !pull(pod, run, now)) {
            return;
        }
        switch (Environment.of(cluster, pod, run.container)) {
            case Environment.Missing(var why) -> {
                run.state = new ContainerRun.State.Waiting("CreateContainerConfigError", why);
                run.due = now.plus(pace.seconds(60)); // at once, though, when a ConfigMap or Secret changes
                event(pod, run, "Warning", "Failed", "Error: " + why);
            }
            case Environment.Complete(var values) -> {
                var image = registry.find(run.image()).orElseThrow();
                var program = new ContainerProgram(
                        image, run.container, values, new Mounts(cluster, pod).files(run.container));
                start(pod, podRun, run, program, now);
            }
        }
    }

    private boolean pull(ObjectNode pod, ContainerRun run, Instant now) {
        var image = run.image();
        if (!ImageRegistry.isReference(image)) {
            var why = "Failed to apply default image tag " + ApiFailure.quoted(image) + ": couldn't parse image name "
                    + ApiFailure.quoted(image) + ": invalid reference format";
            run.state = new ContainerRun.State.Waiting("InvalidImageName", why);
            event(pod, run, "Warning", "InspectFailed", why);
            event(pod, run, "Warning", "Failed", "Error: InvalidImageName");
            run.due = now.plus(pace.seconds(20));
            return false;
        }
        var policy = Trees.textOr("IfNotPresent", run.container, "imagePullPolicy");
        var local = Trees.text(pod, "spec", "nodeName") + " " + image;
        if (present.contains(local) && !policy.equals("Always")) {
            event(
                    pod,
                    run,
                    "Normal",
                    "Pulled",
                    "Container image " + ApiFailure.quoted(image) + " already present on machine");
            run.pulled = true;
            return true;
        }
        if (policy.equals("Never")) {
            var why = "Container image " + ApiFailure.quoted(image) + " is not present with pull policy of Never";
            run.state = new ContainerRun.State.Waiting("ErrImageNeverPull", why);
            event(pod, run, "Warning", "ErrImageNeverPull", why);
            event(pod, run, "Warning", "Failed", "Error: ErrImageNeverPull");
            run.due = now.plus(pace.seconds(20));
            return false;
        }
        event(pod, run, "Normal", "Pulling", "Pulling image " + ApiFailure.quoted(image));
        if (registry.find(image).isPresent()) {
            present.add(local);
            event(
                    pod,
                    run,
                    "Normal",
                    "Pulled",
                    "Successfully pulled image " + ApiFailure.quoted(image)
                            + " in 20ms (20ms including waiting). Image size: 7340032 bytes.");
            run.pulled = true;
            return true;
        }
        var why = registry.refusal(image);
        run.state = new ContainerRun.State.Waiting("ErrImagePull", why);
        run.pullFailures++;
        run.due = now.plus(pace.step());
        event(pod, run, "Warning", "Failed", "Failed to pull image " + ApiFailure.quoted(image) + ": " + why);
        event(pod, run, "Warning", "Failed", "Error: ErrImagePull");
        return false;
    }

    private void backOffPull(ObjectNode pod, ContainerRun run, Instant now) {
        var text = "Back-off pulling image " + ApiFailure.quoted(run.image());
        run.state = new ContainerRun.State.Waiting(
                "ImagePullBackOff", text + ": ErrImagePull: " + registry.refusal(run.image()));
        run.due = now.plus(pace.seconds(backOff(run.pullFailures)));
        event(pod, run, "Normal", "BackOff", text);
        event(pod, run, "Warning", "Failed", "Error: ImagePullBackOff");
    }

    /** 10 s, 20 s, 40 s, at most five minutes. */
    private static int backOff(int failures) {
        return Math.min(MAX_BACK_OFF, 10 << Math.clamp(failures - 1, 0, 6));
    }

    private void start(ObjectNode pod, PodRun podRun, ContainerRun run, ContainerProgram program, Instant now) {
        event(pod, run, "Normal", "Created", "Created container: " + run.name());
        var error = program.startError();
        if (!error.isEmpty()) {
            event(pod, run, "Warning", "Failed", "Error: " + error);
            run.state = new ContainerRun.State.Ended(128, "StartError", error, Instant.EPOCH, now);
            run.due = now.plus(pace.step());
            return;
        }
        event(pod, run, "Normal", "Started", "Started container " + run.name());
        running(podRun.uid, run, program, now);
    }

    /** Makes it run since then; what it will print is known at once. */
    void running(String podUid, ContainerRun run, ContainerProgram program, Instant since) {
        var outcome = program.outcome();
        var limit = Quantity.of(Trees.textOr("0", run.container, "resources", "limits", "memory"));
        boolean starved = program.needsMoreThan(limit, outcome);
        run.state = new ContainerRun.State.Running(since, program, outcome, starved);
        run.due = starved
                ? since.plus(pace.step())
                : outcome.endless()
                        ? Instant.MAX
                        : since.plus(longer(pace.step(), Duration.ofMillis(outcome.millis())));
        run.started = !run.container.has("startupProbe");
        run.ready = false;
        run.probes.clear();
        var book = new LogBook.Run(podUid, run.name(), run.restarts);
        logs.forgetBefore(book);
        outcome.lines().forEach(line -> logs.write(book, since.plusMillis(line.afterMillis()), line.text()));
        if (!starved) {
            program.serverLines(outcome).forEach(line -> logs.write(book, since.plusMillis(outcome.millis()), line));
        }
    }

    /** It runs since then already; what it printed is found again, as the same program prints the same. */
    void resume(ObjectNode pod, PodRun podRun, ContainerRun run, Instant since) {
        if (registry.find(run.image()).isPresent()
                && Environment.of(cluster, pod, run.container) instanceof Environment.Complete(var values)) {
            var image = registry.find(run.image()).get();
            var files = new Mounts(cluster, pod).files(run.container);
            running(podRun.uid, run, new ContainerProgram(image, run.container, values, files), since);
        }
    }

    private static Duration longer(Duration left, Duration right) {
        return left.compareTo(right) > 0 ? left : right;
    }

    private void ended(ObjectNode pod, ContainerRun run, ContainerRun.State.Running running, Instant now) {
        if (running.starved()) {
            end(run, 137, "OOMKilled", now);
        } else {
            int code = running.outcome().exitCode();
            end(run, code, code == 0 ? "Completed" : "Error", now);
        }
        if (!restarts(pod, run)) {
            run.due = Instant.MAX;
        }
    }

    /** The container stops now. */
    void end(ContainerRun run, int exitCode, String reason, Instant now) {
        if (run.state instanceof ContainerRun.State.Running running) {
            run.state = new ContainerRun.State.Ended(exitCode, reason, "", running.since(), now);
            run.due = now.plus(pace.step());
            run.ready = false;
            run.started = false;
            run.probes.clear();
        }
    }

    private static boolean restarts(ObjectNode pod, ContainerRun run) {
        if (run.isSidecar()) {
            return true;
        }
        return switch (Trees.textOr("Always", pod, "spec", "restartPolicy")) {
            case "Never" -> false;
            case "OnFailure" -> !run.hasSucceeded();
            default -> !(run.init && run.hasSucceeded());
        };
    }

    private void restart(ObjectNode pod, PodRun podRun, ContainerRun run, ContainerRun.State.Ended ended, Instant now) {
        if (!restarts(pod, run)) {
            run.due = Instant.MAX;
            return;
        }
        run.last = ended;
        boolean livedLong = !ended.started().equals(Instant.EPOCH)
                && ended.started().plus(pace.seconds(600)).isBefore(ended.finished());
        run.crashes = livedLong ? 1 : run.crashes + 1;
        if (run.crashes == 1) {
            // the first time there is no wait
            run.restarts++;
            begin(pod, podRun, run, new ContainerRun.State.Waiting("", ""), now);
            return;
        }
        int seconds = backOff(run.crashes - 1);
        var name = Trees.text(pod, "metadata", "name") + "_" + Trees.text(pod, "metadata", "namespace") + "("
                + podRun.uid + ")";
        run.state = new ContainerRun.State.Waiting(
                "CrashLoopBackOff",
                "back-off " + words(seconds) + " restarting failed container=" + run.name() + " pod=" + name);
        run.due = now.plus(pace.seconds(seconds));
        event(pod, run, "Warning", "BackOff", "Back-off restarting failed container " + run.name() + " in pod " + name);
    }

    private static String words(int seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
