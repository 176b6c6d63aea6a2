package io.lexiops.server.diagnose;

import io.lexiops.server.tool.ContextUse;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;

/** Diagnosis across the backends; it can be used wherever Kubernetes can. */
final class DiagnoseToolset implements Toolset {

    private final List<Tool> tools;

    DiagnoseToolset(Tool diagnose) {
        this.tools = List.of(diagnose);
    }

    @Override
    public String name() {
        return "diagnose";
    }

    @Override
    public State state() {
        // Without a cluster the call itself says why.
        return new State.Ready();
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
