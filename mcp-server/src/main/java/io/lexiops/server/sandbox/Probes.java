package io.lexiops.server.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks running containers how they are. What has answered well goes on to do so, and is not asked again. */
final class Probes {

    /** What a probe has found. */
    sealed interface Finding {
        /** It is well. */
        record Healthy() implements Finding {}

        /** It is not, in the words of the kubelet's event. */
        record Unhealthy(String why) implements Finding {}
    }

    private final Cluster cluster;
    private final Pace pace;

    Probes(Cluster cluster, Pace pace) {
        this.cluster = cluster;
        this.pace = pace;
    }

    void advance(ObjectNode given, ContainerRun run, ContainerStarts starts, Instant now) {
        var pod = cluster.find(cluster.idOf(given)).orElse(given);
        if (!run.started) {
            ask(pod, run, ContainerRun.ProbeKind.STARTUP, starts, now);
        }
        if (run.started && run.isRunning()) {
            if (run.container.has("readinessProbe")) {
                ask(pod, run, ContainerRun.ProbeKind.READINESS, starts, now);
            } else {
                run.ready = true;
            }
            if (run.container.has("livenessProbe")) {
                ask(pod, run, ContainerRun.ProbeKind.LIVENESS, starts, now);
            }
        }
    }

    private void ask(
            ObjectNode pod, ContainerRun run, ContainerRun.ProbeKind kind, ContainerStarts starts, Instant now) {
        if (!(run.state instanceof ContainerRun.State.Running running)) {
            return;
        }
        var probe = run.container.path(kind.field);
        var state = run.probes.computeIfAbsent(kind, _ -> {
            var fresh = new ContainerRun.ProbeState();
            fresh.due = running.since().plus(pace.seconds(Trees.number(0, probe, "initialDelaySeconds")));
            return fresh;
        });
        if (state.settled || now.isBefore(state.due)) {
            return;
        }
        var period = pace.seconds(Math.max(1, Trees.number(10, probe, "periodSeconds")));
        state.due = now.plus(period);
        switch (find(pod, run, running, probe, now)) {
            case Finding.Healthy() -> {
                succeed(run, kind, state, Trees.number(1, probe, "successThreshold"));
                if (probe.has("exec") && changesLater(running, now)) {
                    state.settled = false;
                    state.due = now.plus(period);
                }
            }
            case Finding.Unhealthy(var why) -> {
                state.successes = 0;
                state.failures++;
                starts.event(pod, run, "Warning", "Unhealthy", kind.word + " probe failed: " + why);
                if (state.failures >= Trees.number(3, probe, "failureThreshold")) {
                    fail(pod, run, kind, running, starts, now);
                }
            }
        }
    }

    /** What a command finds out depends on files that the program will still make or remove. */
    private static boolean changesLater(ContainerRun.State.Running running, Instant now) {
        return running.outcome().files().stream()
                .anyMatch(change ->
                        running.since().plusMillis(change.afterMillis()).isAfter(now));
    }

    private static void succeed(
            ContainerRun run, ContainerRun.ProbeKind kind, ContainerRun.ProbeState state, int threshold) {
        state.failures = 0;
        state.successes++;
        if (state.successes < threshold) {
            return;
        }
        state.settled = true;
        state.due = Instant.MAX;
        switch (kind) {
            case STARTUP -> run.started = true;
            case READINESS -> run.ready = true;
            case LIVENESS -> {}
        }
    }

    private static void fail(
            ObjectNode pod,
            ContainerRun run,
            ContainerRun.ProbeKind kind,
            ContainerRun.State.Running running,
            ContainerStarts starts,
            Instant now) {
        if (kind == ContainerRun.ProbeKind.READINESS) {
            run.ready = false;
            return;
        }
        starts.event(
                pod,
                run,
                "Normal",
                "Killing",
                "Container " + run.name() + " failed " + kind.lower + " probe, will be restarted");
        boolean graceful = !running.outcome().server().isEmpty();
        starts.end(run, graceful ? 0 : 137, graceful ? "Completed" : "Error", now);
    }

    private static Finding find(
            ObjectNode pod, ContainerRun run, ContainerRun.State.Running running, JsonNode probe, Instant now) {
        var address = Trees.text(pod, "status", "podIP");
        var listening = running.listening();
        if (probe.has("httpGet")) {
            var get = probe.path("httpGet");
            int port = port(get.path("port"), run);
            var path = Trees.textOr("/", get, "path");
            boolean secure = Trees.text(get, "scheme").equals("HTTPS");
            var url = (secure ? "https" : "http") + "://" + address + ":" + port + (path.startsWith("/") ? "" : "/")
                    + path;
            if (!listening.accepts(port, now)) {
                return new Finding.Unhealthy("Get " + ApiFailure.quoted(url) + ": " + refused(address, port));
            }
            if (secure) {
                return new Finding.Unhealthy(
                        "Get " + ApiFailure.quoted(url) + ": http: server gave HTTP response to HTTPS client");
            }
            int status = listening.status(port, path.startsWith("/") ? path : "/" + path);
            return status == 200
                    ? new Finding.Healthy()
                    : new Finding.Unhealthy("HTTP probe failed with statuscode: " + status);
        }
        if (probe.has("exec")) {
            return exec(running, Trees.texts(probe, "exec", "command"), now);
        }
        int port = port(probe.path(probe.has("grpc") ? "grpc" : "tcpSocket").path("port"), run);
        return listening.accepts(port, now) ? new Finding.Healthy() : new Finding.Unhealthy(refused(address, port));
    }

    private static String refused(String address, int port) {
        return "dial tcp " + address + ":" + port + ": connect: connection refused";
    }

    private static Finding exec(ContainerRun.State.Running running, List<String> command, Instant now) {
        if (!command.isEmpty() && !running.program().has(command.getFirst())) {
            return new Finding.Unhealthy(
                    "command error: OCI runtime exec failed: exec failed: unable to start container process: exec: "
                            + ApiFailure.quoted(command.getFirst()) + ": executable file not found in $PATH: unknown");
        }
        var outcome = running.program().exec(command, running.outcome(), Duration.between(running.since(), now));
        if (outcome.exitCode() == 0) {
            return new Finding.Healthy();
        }
        return new Finding.Unhealthy(String.join(
                "\n", outcome.lines().stream().map(ShellScript.Printed::text).toList()));
    }

    /** A number, or the name that a port of the container has. */
    private static int port(JsonNode port, ContainerRun run) {
        if (port.isIntegralNumber()) {
            return port.asInt();
        }
        var name = port.asString("");
        return Trees.items(run.container, "ports").stream()
                .filter(candidate -> Trees.text(candidate, "name").equals(name))
                .mapToInt(candidate -> Trees.number(0, candidate, "containerPort"))
                .findFirst()
                .orElse(Map.of("http", 80, "https", 443).getOrDefault(name, 0));
    }
}
