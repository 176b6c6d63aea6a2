package io.lexiops.server.tool;

/** How it is decided in which of several clusters a tool works. */
public enum ContextUse {
    /** It touches none of them by itself. */
    NONE,
    /** The argument {@code context}: writes need it, reads default to the current cluster. */
    ARGUMENT,
    /** The change that the call is about; the argument may only repeat it. */
    CHANGE
}
