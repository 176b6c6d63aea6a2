package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** The tools of Kubernetes. */
final class KubernetesToolset implements Toolset {

    private static final Duration STATE_KEPT = Duration.ofSeconds(10);

    private final KubernetesContexts contexts;
    private final InstantSource clock;
    private final List<Tool> tools;

    private State state = new State.Ready();
    private Instant asked = Instant.MIN;

    KubernetesToolset(KubernetesContexts contexts, InstantSource clock, List<Tool> tools) {
        this.contexts = contexts;
        this.clock = clock;
        this.tools = List.copyOf(tools);
    }

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public synchronized State state() {
        if (clock.instant().isAfter(asked.plus(STATE_KEPT))) {
            state = ask();
            asked = clock.instant();
        }
        return state;
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }

    @Override
    public ContextUse contextUse(ToolSpec tool) {
        return ContextUse.ARGUMENT;
    }

    private State ask() {
        return contexts.several() ? askAll() : askOne();
    }

    /** One cluster that answers is enough: of the others their own calls tell. */
    private State askAll() {
        var states = contexts.look();
        return states.stream().anyMatch(state -> state.unavailable() == null)
                ? new State.Ready()
                : new State.Unavailable(states.stream()
                        .map(state -> state.name() + ": " + state.unavailable())
                        .collect(Collectors.joining("; ")));
    }

    private State askOne() {
        try {
            contexts.askCurrent();
            return new State.Ready();
        } catch (ToolFailed e) {
            var why = e.getMessage() + (e.remedy().isEmpty() ? "" : ": " + e.remedy());
            return e.code() == ErrorCode.BACKEND_NOT_CONFIGURED
                    ? new State.NotConfigured(why)
                    : new State.Unavailable(why);
        }
    }
}
