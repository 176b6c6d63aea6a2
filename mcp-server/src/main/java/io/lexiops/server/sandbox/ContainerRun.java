package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One container on its node: what it does now and what it did before. Only the kubelet's thread touches it. */
final class ContainerRun {

    /** What a container does. */
    sealed interface State {
        /** It has not begun, or waits before it begins again. */
        record Waiting(String reason, String message) implements State {}

        /** It runs. */
        record Running(Instant since, ContainerProgram program, ShellScript.Outcome outcome, boolean starved)
                implements State {
            ContainerProgram.Listening listening() {
                return program.listening(outcome, since);
            }
        }

        /** It has ended. */
        record Ended(int exitCode, String reason, String message, Instant started, Instant finished) implements State {}
    }

    /** The three kinds of probes. */
    enum ProbeKind {
        STARTUP("startupProbe", "Startup", "startup"),
        READINESS("readinessProbe", "Readiness", "readiness"),
        LIVENESS("livenessProbe", "Liveness", "liveness");

        final String field;
        final String word;
        final String lower;

        ProbeKind(String field, String word, String lower) {
            this.field = field;
            this.word = word;
            this.lower = lower;
        }
    }

    /** How a probe has gone so far. */
    static final class ProbeState {
        Instant due = Instant.MAX;
        int failures;
        int successes;
        boolean settled;
    }

    final JsonNode container;
    final boolean init;
    State state;
    State.@Nullable Ended last;
    int restarts;
    boolean ready;
    boolean started;
    /** When something is to be done about it next; {@link Instant#MAX} for never. */
    Instant due = Instant.MIN;

    int crashes;
    int pullFailures;
    boolean pulled;
    final Map<ProbeKind, ProbeState> probes = new EnumMap<>(ProbeKind.class);

    ContainerRun(JsonNode container, boolean init) {
        this.container = container;
        this.init = init;
        this.state = new State.Waiting(init ? "PodInitializing" : "ContainerCreating", "");
    }

    String name() {
        return Trees.text(container, "name");
    }

    String image() {
        return Trees.text(container, "image");
    }

    boolean isRunning() {
        return state instanceof State.Running;
    }

    /** An init container that is meant to keep running beside the others. */
    boolean isSidecar() {
        return init && Trees.text(container, "restartPolicy").equals("Always");
    }

    boolean hasEnded() {
        return state instanceof State.Ended;
    }

    boolean hasSucceeded() {
        return state instanceof State.Ended ended && ended.exitCode() == 0;
    }
}
