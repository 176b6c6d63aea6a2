package io.lexiops.server.argocd;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** One application: source, state, last operation, conditions, history, and its tree of objects. */
final class ArgoGetTool implements Tool {

    private final ArgoCd argo;
    private final Redactor redactor;

    ArgoGetTool(ArgoCd argo, Redactor redactor) {
        this.argo = argo;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "argocd_get",
                "Look at an Argo CD application",
                ToolEffect.READ,
                "Shows an application: source, sync status, health, last operation, conditions, history with ids, the"
                        + " objects that are out of sync or unhealthy, and with tree=true all objects.",
                List.of(
                        required("application", Parameter.Type.STRING, "name of the application"),
                        optional("tree", Parameter.Type.BOOLEAN, "also the tree of objects down to the pods"),
                        optional("maxTokens", Parameter.Type.INTEGER, "default 4000")
                                .between(50, 100_000),
                        optional("output", Parameter.Type.STRING, "table (default) or json")
                                .oneOf("table", "json")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var application = argo.application(ArgoNames.application(arguments));
        var tree = arguments.flag("tree") ? argo.tree(application.name()) : List.<Map<String, Object>>of();
        if (arguments.text("output", "table").equals("json")) {
            var json = new LinkedHashMap<>(ArgoListTool.json(application));
            var object = redactor.object(application.object().content());
            json.put("spec", object.getOrDefault("spec", Map.of()));
            var status = new LinkedHashMap<>(new KubernetesObject(object).mapAt("status"));
            json.put("status", status);
            if (arguments.flag("tree")) {
                json.put("tree", tree);
            }
            return ToolResult.of(head(application), Map.of("application", json));
        }
        var budget = new Degrading(new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)));
        return ToolResult.of(budget.lines(lines(application, tree)), Map.of("revision", application.revision()));
    }

    private List<String> lines(Application application, List<Map<String, Object>> tree) {
        var lines = new ArrayList<String>();
        lines.add(head(application));
        var source = new KubernetesObject(redactor.object(application.object().mapAt("spec", "source")));
        lines.add("source " + source.textAt("?", "repoURL") + " " + source.textAt("", "path")
                + source.textAt("", "chart") + " at " + source.textAt("HEAD", "targetRevision"));
        if (!application.phase().isEmpty()) {
            lines.add("last operation " + application.phase() + ": " + redactor.text(application.operationMessage()));
        }
        application
                .object()
                .objectsAt("status", "conditions")
                .forEach(condition -> lines.add("condition " + condition.get("type") + ": "
                        + redactor.text(String.valueOf(condition.get("message")))));
        application.object().objectsAt("status", "resources").stream()
                .map(KubernetesObject::new)
                .filter(ArgoGetTool::needsAttention)
                .forEach(resource -> lines.add("object " + resource.kind() + "/" + resource.textAt("", "name") + " "
                        + resource.textAt("", "status") + " " + resource.textAt("", "health", "status") + " "
                        + redactor.text(resource.textAt("", "health", "message"))));
        if (!application.history().isEmpty()) {
            var table = Table.of("ID", "REVISION", "DEPLOYED");
            application
                    .history()
                    .reversed()
                    .forEach(entry -> table.row(
                            String.valueOf(Application.id(entry)),
                            String.valueOf(entry.getOrDefault("revision", "")),
                            String.valueOf(entry.getOrDefault("deployedAt", ""))));
            lines.addAll(table.render().lines().toList());
        }
        lines.addAll(Tree.lines(tree));
        return lines;
    }

    private static boolean needsAttention(KubernetesObject resource) {
        var health = resource.textAt("Healthy", "health", "status");
        return resource.textAt("", "status").equals("OutOfSync") || !health.equals("Healthy");
    }

    private static String head(Application application) {
        return "application " + application.name() + ": " + application.sync() + ", " + application.health()
                + ", revision "
                + application.revision() + ", into " + application.destinationNamespace()
                + (application.automated() ? ", syncs by itself" : "");
    }
}
