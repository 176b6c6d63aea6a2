package io.lexiops.server.mcp;

import io.lexiops.server.tool.CallContext;

/** A context whose call can be told to stop. */
interface StoppableContext extends CallContext {

    /** From now on {@link #cancelled()} is true. */
    void stop();

    /** What is to be done when the call is told to stop; at once if it already was. */
    void onStop(Runnable action);
}
