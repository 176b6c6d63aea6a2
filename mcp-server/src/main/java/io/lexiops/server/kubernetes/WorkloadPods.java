package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The pods of a workload, and what is wrong with one. */
final class WorkloadPods {

    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");
    private static final int LONGEST_REASON = 300;

    /** A container without a readiness probe counts as ready in the instant in which it starts, before it can crash. */
    private static final Duration PROVES_ITSELF = Duration.ofSeconds(2);

    /** A container that was restarted may be in a loop of crashes whose next turn is to come. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Kubernetes kubernetes;
    private final InstantSource clock;

    WorkloadPods(Kubernetes kubernetes, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.clock = clock;
    }

    /** The newest first; none if they may not be read. Pods that are on their way out are left out. */
    List<KubernetesObject> of(KubernetesObject workload) {
        var selector = LabelSelectors.of(workload);
        if (selector.isEmpty()) {
            return List.of();
        }
        try {
            var query = ListQuery.selected(kubernetes.type("pods", "v1"), workload.namespace(), selector);
            return kubernetes.list(query).items().stream()
                    .filter(pod -> pod.at("metadata", "deletionTimestamp") == null)
                    .sorted(Comparator.<KubernetesObject, String>comparing(
                                    pod -> pod.textAt("", "metadata", "creationTimestamp"))
                            .reversed())
                    .toList();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                // The counts of the workload still tell how far it is; only the reason is not known.
                return List.of();
            }
            throw e;
        }
    }

    /** Of the newest pod that has something to complain about. */
    Optional<String> firstFailure(KubernetesObject workload) {
        return of(workload).stream()
                .map(this::failure)
                .flatMap(Optional::stream)
                .findFirst();
    }

    Optional<String> unsteady(KubernetesObject workload) {
        return of(workload).stream().map(this::steady).flatMap(Optional::stream).findFirst();
    }

    /** Why a pod does not run. */
    Optional<String> failure(KubernetesObject pod) {
        var name = "Pod " + pod.name() + ": ";
        return statuses(pod)
                .map(WorkloadPods::failureOfContainer)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> unscheduled(pod))
                .or(() -> notReady(pod))
                .map(reason -> name + reason);
    }

    /** Whether a pod that is ready will stay so, as far as its restarts tell. */
    Optional<String> steady(KubernetesObject pod) {
        return statuses(pod)
                .map(status -> unsteady(pod, status))
                .flatMap(Optional::stream)
                .findFirst()
                .map(reason -> "Pod " + pod.name() + ": " + reason);
    }

    private Optional<String> unsteady(KubernetesObject pod, KubernetesObject status) {
        var container = status.textAt("", "name");
        var started = instant(status.textAt("", "state", "running", "startedAt"));
        if (started.isEmpty()) {
            return Optional.empty();
        }
        var runs = Duration.between(started.get(), clock.instant());
        long restarts = status.numberAt(0, "restartCount");
        if (restarts > 0 && runs.compareTo(STEADY) < 0) {
            return Optional.of("container " + container + " was restarted " + restarts + " times, last "
                    + Math.max(0, runs.toSeconds()) + " s ago");
        }
        boolean probed = pod.objectsAt("spec", "containers").stream()
                .anyMatch(one -> container.equals(one.get("name")) && one.get("readinessProbe") != null);
        return probed || runs.compareTo(PROVES_ITSELF) >= 0
                ? Optional.empty()
                : Optional.of("container " + container + " has only just started");
    }

    private static Optional<String> failureOfContainer(KubernetesObject status) {
        var image = status.textAt("", "image");
        var waiting = status.textAt("", "state", "waiting", "reason");
        var last = ended(status, "lastState");
        if (!waiting.isEmpty() && !STARTING.contains(waiting)) {
            var message = status.textAt("", "state", "waiting", "message");
            var detail =
                    waiting.contains("Image") || waiting.contains("Pull") ? image + ": " + cause(message) : message;
            return Optional.of(shorten(waiting + " " + (waiting.equals("CrashLoopBackOff") ? last : detail)));
        }
        var reason = status.textAt("", "state", "terminated", "reason");
        return reason.isEmpty() || reason.equals("Completed")
                ? Optional.empty()
                : Optional.of(shorten(ended(status, "state")));
    }

    /** How the last run of a container ended. */
    private static String ended(KubernetesObject status, String state) {
        var name = "container " + status.textAt("", "name");
        if (status.at(state, "terminated") == null) {
            return name;
        }
        var message = status.textAt("", state, "terminated", "message").strip();
        return "%s ended with %s, exit code %d%s"
                .formatted(
                        name,
                        status.textAt("unknown", state, "terminated", "reason"),
                        status.numberAt(0, state, "terminated", "exitCode"),
                        message.isEmpty() ? "" : ": " + message);
    }

    private static Optional<String> unscheduled(KubernetesObject pod) {
        return pod.objectsAt("status", "conditions").stream()
                .map(KubernetesObject::new)
                .filter(condition -> condition.textAt("", "type").equals("PodScheduled")
                        && condition.textAt("", "status").equals("False"))
                .findFirst()
                .map(condition ->
                        shorten(condition.textAt("not scheduled", "reason") + " " + condition.textAt("", "message")));
    }

    private static Optional<String> notReady(KubernetesObject pod) {
        return statuses(pod)
                .filter(status -> status.at("state", "running") != null && Boolean.FALSE.equals(status.at("ready")))
                .findFirst()
                .map(status -> "container " + status.textAt("", "name") + " runs but is not ready"
                        + (status.numberAt(0, "restartCount") > 0
                                ? ", restarted " + status.numberAt(0, "restartCount") + " times"
                                : ""));
    }

    private static Stream<KubernetesObject> statuses(KubernetesObject pod) {
        return Stream.concat(
                        pod.objectsAt("status", "initContainerStatuses").stream(),
                        pod.objectsAt("status", "containerStatuses").stream())
                .map(KubernetesObject::new);
    }

    /** The container runtime wraps the reason into several layers of its own words; the last one counts. */
    private static String cause(String message) {
        int last = message.lastIndexOf(": ");
        return last < 0 ? message : message.substring(last + 2);
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            // Not a time: then nothing is known about it.
            return Optional.empty();
        }
    }
}
