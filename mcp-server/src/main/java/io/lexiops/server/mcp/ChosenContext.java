package io.lexiops.server.mcp;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The cluster of one call.
 *
 * @param arguments without the one that names it
 * @param told      whether the answer says which it was
 */
record ChosenContext(Optional<ClusterContext> context, Map<String, Object> arguments, boolean told) {

    ToolResult call(Supplier<ToolResult> work) {
        return context.map(chosen -> told(chosen, chosen.call(work))).orElseGet(work);
    }

    private ToolResult told(ClusterContext chosen, ToolResult result) {
        if (!told) {
            return result;
        }
        var structured = new LinkedHashMap<>(result.structured());
        structured.putIfAbsent(ContextChoice.ARGUMENT, chosen.name());
        return switch (result) {
            // A comment, for whoever takes the text for YAML.
            case ToolResult.Success(var text, var _) ->
                new ToolResult.Success("# context: " + chosen.name() + "\n" + text, structured);
            case ToolResult.Failure(var code, var message, var remedy, var _) ->
                new ToolResult.Failure(code, "context " + chosen.name() + ": " + message, remedy, structured);
        };
    }
}
