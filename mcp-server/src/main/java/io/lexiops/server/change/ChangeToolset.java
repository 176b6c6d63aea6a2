package io.lexiops.server.change;

import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;

/** The tools of the ledger itself. */
final class ChangeToolset implements Toolset {

    private final List<Tool> tools;

    ChangeToolset(List<Tool> tools) {
        this.tools = List.copyOf(tools);
    }

    @Override
    public String name() {
        return "changes";
    }

    @Override
    public State state() {
        return new State.Ready();
    }

    @Override
    public ContextUse contextUse(ToolSpec tool) {
        return tool.effect().writes() ? ContextUse.CHANGE : ContextUse.NONE;
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
