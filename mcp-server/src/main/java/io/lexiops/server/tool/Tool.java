package io.lexiops.server.tool;

/** One capability: what it promises stands next to what it does. */
public interface Tool {

    ToolSpec spec();

    /**
     * Runs the tool.
     *
     * @throws ToolFailed if it cannot do what was asked; the message is for the caller
     */
    ToolResult call(ToolCall call);
}
