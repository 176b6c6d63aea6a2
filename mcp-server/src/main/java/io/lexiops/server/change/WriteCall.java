package io.lexiops.server.change;

import io.lexiops.server.audit.ArgumentsDigest;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a write tool.
 *
 * @param arguments only those that say what to do
 * @param digest    of the arguments, and of the cluster if it is one of several
 * @param cluster   where it is made; null if that could not be told
 */
record WriteCall(
        WriteTool tool,
        ToolArguments arguments,
        String digest,
        Caller caller,
        CallContext context,
        @Nullable ClusterContext cluster) {

    /** A call for the cluster that this thread works for. */
    static WriteCall of(WriteTool tool, ToolArguments arguments, Caller caller, CallContext context) {
        var digest = ArgumentsDigest.of(withContext(arguments.asMap()));
        return new WriteCall(
                tool, arguments, digest, caller, context, ClusterContext.bound().orElse(null));
    }

    ToolSpec spec() {
        return tool.spec();
    }

    /** Null only if it could not be told. */
    @Nullable String clusterName() {
        return cluster == null ? null : cluster.name();
    }

    /** The arguments of a call for the same cluster, where there are several. */
    static Map<String, Object> withContext(Map<String, Object> arguments) {
        var complete = new LinkedHashMap<>(arguments);
        ClusterContext.told().ifPresent(name -> complete.put("context", name));
        return complete;
    }
}
