package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;

/** What kinds there are. */
final class ApiResourcesTool implements Tool {

    private static final int LAST_LINE = 100;

    private final ClusterReader reader;

    ApiResourcesTool(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_api_resources",
                "List kinds",
                ToolEffect.READ,
                "The kinds that the cluster serves, custom ones included, with their short names.",
                ReadArguments.of(
                        optional("grep", Parameter.Type.STRING, "only kinds and groups that contain this: cert")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var word = call.arguments().text("grep", "").toLowerCase(Locale.ROOT);
        var types = reader.kubernetes().resourceTypes().stream()
                .filter(type -> (type.kind() + " " + type.plural() + " " + type.apiVersion())
                        .toLowerCase(Locale.ROOT)
                        .contains(word))
                .toList();
        var structured = new LinkedHashMap<>(reader.about(null, null));
        structured.put("count", (long) types.size());
        var budget = new TokenBudget(call.arguments().integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (call.arguments().text("output", "table").equals("json")) {
            var items = types.stream().map(ApiResourcesTool::json).toList();
            int fit = JsonSize.fitting(items, budget.maxCharacters() - LAST_LINE);
            structured.put("items", items.subList(0, fit));
            return ToolResult.of("kinds: " + new Shown(fit, (long) types.size(), null).line(), structured);
        }
        var table = Table.of("KIND", "APIVERSION", "SHORT", "NAMESPACED");
        types.forEach(type -> table.row(
                type.kind(),
                type.apiVersion(),
                String.join(",", type.shortNames()),
                String.valueOf(type.namespaced())));
        return ToolResult.of(new Degrading(budget).rows(table.render(), Shown.all(types.size())), structured);
    }

    private static Map<String, Object> json(ResourceType type) {
        return Map.of(
                "kind", type.kind(),
                "apiVersion", type.apiVersion(),
                "plural", type.plural(),
                "shortNames", type.shortNames(),
                "namespaced", type.namespaced(),
                "verbs", type.verbs().stream().sorted().toList());
    }
}
