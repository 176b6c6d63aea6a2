package io.lexiops.server.tool;

/** What a call can do to the world. */
public enum ToolEffect {
    /** Changes nothing. */
    READ,
    /** Changes something that can be brought back. */
    CHANGE,
    /** Removes something. */
    DESTROY;

    public boolean writes() {
        return this != READ;
    }
}
