package io.lexiops.server.mcp;

import io.lexiops.server.kubernetes.ContextState;
import io.lexiops.server.kubernetes.KubernetesContexts;
import io.lexiops.server.output.Table;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The clusters behind this server. */
final class ContextsListTool implements Tool {

    private final KubernetesContexts contexts;

    ContextsListTool(KubernetesContexts contexts) {
        this.contexts = contexts;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "contexts_list",
                        "List clusters",
                        ToolEffect.READ,
                        "Clusters served here: context, version, or why away.",
                        List.of(),
                        true,
                        false)
                .answering(OutputField.always("contexts", OutputField.Type.OBJECTS));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var states = contexts.look();
        var table = Table.of("CONTEXT", "CURRENT", "VERSION", "NAMESPACE", "SERVER", "WHY AWAY");
        for (var state : states) {
            table.row(
                    state.name(),
                    state.current() ? "*" : "",
                    state.version() == null ? "-" : state.version(),
                    state.namespace(),
                    state.server(),
                    state.unavailable() == null ? "" : state.unavailable());
        }
        return ToolResult.of(
                table.render(),
                Map.of("contexts", states.stream().map(ContextsListTool::json).toList()));
    }

    static Map<String, Object> json(ContextState state) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", state.name());
        json.put("server", state.server());
        json.put("namespace", state.namespace());
        json.put("current", state.current());
        var version = state.version();
        var unavailable = state.unavailable();
        if (version != null) {
            json.put("version", version);
        }
        if (unavailable != null) {
            json.put("unavailable", unavailable);
        }
        return json;
    }
}
