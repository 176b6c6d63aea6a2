package io.lexiops.server.history;

import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;

/** The history's tool; hidden where nothing is kept. */
final class HistoryToolset implements Toolset {

    private final boolean enabled;
    private final List<Tool> tools;

    HistoryToolset(boolean enabled, Tool changes) {
        this.enabled = enabled;
        this.tools = List.of(changes);
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public State state() {
        return enabled
                ? new State.Ready()
                : new State.NotConfigured("the history is switched off: copilot.history.enabled=false");
    }

    @Override
    public ContextUse contextUse(ToolSpec tool) {
        return ContextUse.ARGUMENT;
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
