package io.lexiops.server.kubernetes;

import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;

/** A write without its pipeline: it can be listed but not called. */
record UnguardedTool(WriteTool write) implements Tool {

    @Override
    public ToolSpec spec() {
        return write.spec();
    }

    @Override
    public ToolResult call(ToolCall call) {
        throw new UnsupportedOperationException("a write is only called through the pipeline");
    }
}
