package io.lexiops.server.tool;

/** One capability: what it promises stands next to what it does. */
public interface Tool {

    ToolSpec spec();

    /** Whether it is hidden until who runs the server switches it on by its name; so are tools that few should have. */
    default boolean offByDefault() {
        return false;
    }

    /**
     * Runs the tool.
     *
     * @throws ToolFailed if it cannot do what was asked; the message is for the caller
     */
    ToolResult call(ToolCall call);
}
