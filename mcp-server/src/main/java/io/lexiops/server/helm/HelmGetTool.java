package io.lexiops.server.helm;

import io.lexiops.server.access.Fence;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** One release, seen from one side. Everything is redacted here: a manifest as text hides its Secrets from the edge. */
final class HelmGetTool implements Tool {

    private final HelmCluster cluster;
    private final Redactor redactor;
    private final Fence fence;

    HelmGetTool(HelmCluster cluster, Redactor redactor, Fence fence) {
        this.cluster = cluster;
        this.redactor = redactor;
        this.fence = fence;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_get",
                "Look at a Helm release",
                ToolEffect.READ,
                "Shows one side of a release: status (with its workloads that are not ready), history, values, manifest,"
                        + " notes or hooks. Secrets are redacted.",
                List.of(
                        required("release", Parameter.Type.STRING, "name of the release"),
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        optional(
                                        "what",
                                        Parameter.Type.STRING,
                                        "status (default), history, values, manifest, notes, hooks")
                                .oneOf("status", "history", "values", "manifest", "notes", "hooks"),
                        optional("revision", Parameter.Type.INTEGER, "an earlier revision; default: the newest")
                                .between(1, Integer.MAX_VALUE),
                        optional("all", Parameter.Type.BOOLEAN, "with values: also those that the chart brings"),
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
        var ref = cluster.ref(arguments);
        var history = cluster.history(ref);
        var release =
                arguments.has("revision") ? cluster.revision(ref, arguments.integer("revision")) : history.getLast();
        boolean json = arguments.text("output", "table").equals("json");
        var budget = new Degrading(new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)));
        return switch (arguments.text("what", "status")) {
            case "history" -> history(history, json);
            case "values" -> values(release, arguments.flag("all"), json, budget);
            case "manifest" -> objects("manifest", release, YamlDocuments.parse(release.manifest()), json, budget);
            case "hooks" ->
                objects(
                        "hooks",
                        release,
                        release.hooks().stream()
                                .flatMap(hook -> YamlDocuments.parse(String.valueOf(hook.get("manifest"))).stream())
                                .toList(),
                        json,
                        budget);
            case "notes" -> notes(release, json);
            default -> status(release, release.revision() == history.getLast().revision(), json);
        };
    }

    private ToolResult status(Release release, boolean newest, boolean json) {
        var content = new LinkedHashMap<>(HelmListTool.json(release));
        var missing = newest && release.status().equals("deployed")
                ? YamlDocuments.parse(release.manifest()).stream()
                        .filter(object -> isOpen(release, object))
                        .map(object -> cluster.objects().ref(release.ref(), object))
                        .map(ref -> cluster.kubernetes()
                                .find(ref)
                                .map(cluster.readiness()::missing)
                                .orElseGet(() -> List.of(ref + " is not there")))
                        .flatMap(List::stream)
                        .toList()
                : List.<String>of();
        content.put("notReady", missing);
        var head = "release " + release.ref() + ", revision " + release.revision() + ": " + release.status()
                + ", chart "
                + release.chartName() + "-" + release.chartVersion() + ", app version " + release.appVersion() + ", "
                + release.updated() + ", " + release.description();
        var text = missing.isEmpty() ? head : head + "\nnot ready: " + String.join("; ", missing);
        return ToolResult.of(text, json ? Map.of("release", content) : Map.of("revision", release.revision()));
    }

    private static ToolResult history(List<Release> history, boolean json) {
        var newestFirst = history.reversed();
        var head = history.size() + " revisions of " + history.getLast().ref();
        if (json) {
            return ToolResult.of(
                    head,
                    Map.of(
                            "history",
                            newestFirst.stream().map(HelmListTool::json).toList()));
        }
        var table = Table.of("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION");
        newestFirst.forEach(release -> table.row(
                String.valueOf(release.revision()),
                release.updated(),
                release.status(),
                release.chartName() + "-" + release.chartVersion(),
                release.appVersion(),
                release.description()));
        return ToolResult.of(head + "\n" + table.render(), Map.of("count", (long) history.size()));
    }

    private ToolResult values(Release release, boolean all, boolean json, Degrading budget) {
        var values = redactor.object(
                all ? HelmUpgradeTool.merged(release.chartValues(), release.values()) : release.values());
        var head = (all ? "all values" : "user-supplied values") + of(release);
        if (json) {
            return ToolResult.of(head, Map.of("revision", release.revision(), "values", values));
        }
        return text(values.isEmpty() ? head + ": none" : head + "\n" + YamlDocuments.print(values), release, budget);
    }

    private ToolResult objects(
            String what, Release release, List<Map<String, Object>> all, boolean json, Degrading budget) {
        var objects = all.stream().filter(object -> isOpen(release, object)).toList();
        var redacted = objects.stream().map(redactor::object).toList();
        int closed = all.size() - objects.size();
        var head = objects.size() + " objects" + of(release)
                + (closed == 0 ? "" : "; " + closed + " more are of a kind or in a namespace that is not open to you");
        if (json) {
            return ToolResult.of(head, Map.of("revision", release.revision(), what, redacted));
        }
        var documents = redacted.stream().map(YamlDocuments::print).collect(Collectors.joining("---\n"));
        return text(head + "\n" + documents, release, budget);
    }

    /** A release may hold what its reader could not see in the cluster. */
    private boolean isOpen(Release release, Map<String, Object> content) {
        var object = new KubernetesObject(content);
        var open = fence.open();
        var own = object.namespace();
        return fence.allowsKind(object.apiVersion(), object.kind())
                && (open.isEmpty() || open.contains(own == null ? release.ref().namespace() : own));
    }

    private ToolResult notes(Release release, boolean json) {
        var notes = redactor.text(release.notes());
        return json
                ? ToolResult.of("notes" + of(release), Map.of("revision", release.revision(), "notes", notes))
                : ToolResult.of(
                        notes.isBlank() ? "no notes" + of(release) : notes, Map.of("revision", release.revision()));
    }

    private static String of(Release release) {
        return " of release " + release.ref() + ", revision " + release.revision();
    }

    private static ToolResult text(String text, Release release, Degrading budget) {
        return ToolResult.of(budget.lines(text.strip().lines().toList()), Map.of("revision", release.revision()));
    }
}
