package io.lexiops.server.helm;

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

/** The releases of a namespace. */
final class HelmListTool implements Tool {

    private final HelmCluster cluster;

    HelmListTool(HelmCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_list",
                "List Helm releases",
                ToolEffect.READ,
                "Lists the Helm releases of a namespace: revision, status, chart, application version.",
                List.of(
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        optional("all", Parameter.Type.BOOLEAN, "also those that are uninstalled but kept"),
                        optional("limit", Parameter.Type.INTEGER, "default 20").between(1, 500),
                        optional("output", Parameter.Type.STRING, "table (default) or json")
                                .oneOf("table", "json")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var namespace = cluster.namespace(arguments);
        var releases = cluster.releases().list(namespace).stream()
                .filter(release -> arguments.flag("all") || !release.uninstalled())
                .toList();
        var shown = releases.subList(0, (int) Math.min(arguments.integer("limit", 20), releases.size()));
        var structured = new LinkedHashMap<String, Object>();
        structured.put("namespace", namespace);
        structured.put("count", (long) releases.size());
        var head = releases.size() + " releases in " + namespace
                + (shown.size() < releases.size() ? "; showing " + shown.size() + " of " + releases.size() : "");
        if (arguments.text("output", "table").equals("json")) {
            structured.put("releases", shown.stream().map(HelmListTool::json).toList());
            return ToolResult.of(head, structured);
        }
        var table = Table.of("NAME", "REVISION", "STATUS", "CHART", "APP VERSION", "UPDATED");
        shown.forEach(release -> table.row(
                release.ref().name(),
                String.valueOf(release.revision()),
                release.status(),
                release.chartName() + "-" + release.chartVersion(),
                release.appVersion(),
                release.updated()));
        return ToolResult.of(table.isEmpty() ? head : head + "\n" + table.render(), structured);
    }

    static Map<String, Object> json(Release release) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", release.ref().name());
        json.put("namespace", release.ref().namespace());
        json.put("revision", release.revision());
        json.put("status", release.status());
        json.put("chart", release.chartName());
        json.put("chartVersion", release.chartVersion());
        json.put("appVersion", release.appVersion());
        json.put("updated", release.updated());
        json.put("description", release.description());
        return json;
    }
}
