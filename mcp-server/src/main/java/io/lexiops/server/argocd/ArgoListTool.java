package io.lexiops.server.argocd;

import io.lexiops.server.output.Table;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;

/** The applications, with their state. */
final class ArgoListTool implements Tool {

    private final ArgoCd argo;

    ArgoListTool(ArgoCd argo) {
        this.argo = argo;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "argocd_list",
                "List Argo CD applications",
                ToolEffect.READ,
                "Lists Argo CD applications with sync status, health, revision and destination namespace.",
                List.of(
                        optional("project", Parameter.Type.STRING, "only of this project"),
                        optional("selector", Parameter.Type.STRING, "team=shop"),
                        optional("health", Parameter.Type.STRING, "only with this health: Degraded")
                                .oneOf("Healthy", "Progressing", "Degraded", "Suspended", "Missing", "Unknown"),
                        optional("sync", Parameter.Type.STRING, "only with this sync status")
                                .oneOf("Synced", "OutOfSync", "Unknown"),
                        optional("limit", Parameter.Type.INTEGER, "default 20").between(1, 500),
                        optional("output", Parameter.Type.STRING, "table (default) or json")
                                .oneOf("table", "json")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var all = argo.applications(arguments.textOrNull("project"), arguments.textOrNull("selector")).stream()
                .filter(application ->
                        !arguments.has("health") || application.health().equals(arguments.text("health")))
                .filter(application ->
                        !arguments.has("sync") || application.sync().equals(arguments.text("sync")))
                .toList();
        var shown = all.subList(0, (int) Math.min(arguments.integer("limit", 20), all.size()));
        var head = all.size() + " applications"
                + (shown.size() < all.size() ? "; showing " + shown.size() + " of " + all.size() : "");
        var structured = new LinkedHashMap<String, Object>();
        structured.put("count", (long) all.size());
        if (arguments.text("output", "table").equals("json")) {
            structured.put(
                    "applications", shown.stream().map(ArgoListTool::json).toList());
            return ToolResult.of(head, structured);
        }
        var table = Table.of("NAME", "PROJECT", "SYNC", "HEALTH", "REVISION", "NAMESPACE");
        shown.forEach(application -> table.row(
                application.name(),
                application.project(),
                application.sync(),
                application.health(),
                application.revision(),
                application.destinationNamespace()));
        return ToolResult.of(table.isEmpty() ? head : head + "\n" + table.render(), structured);
    }

    static Map<String, Object> json(Application application) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", application.name());
        json.put("project", application.project());
        json.put("sync", application.sync());
        json.put("health", application.health());
        json.put("revision", application.revision());
        json.put("namespace", application.destinationNamespace());
        json.put("automated", application.automated());
        return json;
    }
}
