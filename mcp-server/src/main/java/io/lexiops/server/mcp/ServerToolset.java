package io.lexiops.server.mcp;

import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.Toolset;
import java.util.List;

/** The tools of the server itself. */
final class ServerToolset implements Toolset {

    private final List<Tool> tools;

    ServerToolset(List<Tool> tools) {
        this.tools = List.copyOf(tools);
    }

    @Override
    public String name() {
        return "server";
    }

    @Override
    public State state() {
        return new State.Ready();
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
