package io.lexiops.server.change;

import io.lexiops.server.audit.ArgumentsDigest;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolSpec;

/**
 * One call of a write tool.
 *
 * @param arguments only those that say what to do
 * @param digest    of the arguments
 */
record WriteCall(WriteTool tool, ToolArguments arguments, String digest, Caller caller, CallContext context) {

    static WriteCall of(WriteTool tool, ToolArguments arguments, Caller caller, CallContext context) {
        return new WriteCall(tool, arguments, ArgumentsDigest.of(arguments.asMap()), caller, context);
    }

    ToolSpec spec() {
        return tool.spec();
    }
}
