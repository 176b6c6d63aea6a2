package io.lexiops.server.change;

import io.lexiops.server.tool.Tool;

/** Puts each write behind the same stages, and knows all of them, so that the ledger can name them. */
final class GuardedChangePipeline implements ChangePipeline {

    private final WriteTools tools;
    private final WriteFlow flow;

    GuardedChangePipeline(WriteTools tools, WriteFlow flow) {
        this.tools = tools;
        this.flow = flow;
    }

    @Override
    public Tool guard(WriteTool tool) {
        tools.add(tool);
        return new GuardedTool(tool, flow);
    }
}
