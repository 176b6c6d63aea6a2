package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.Projection;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.SlimObjects;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;

/** Lists objects of one kind. */
final class ListTool implements Tool {

    private final ClusterReader reader;
    private final Columns columns;
    private final Redactor redactor;

    ListTool(ClusterReader reader, Columns columns, Redactor redactor) {
        this.reader = reader;
        this.columns = columns;
        this.redactor = redactor;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_list",
                "List Kubernetes objects",
                ToolEffect.READ,
                "Lists objects of any kind as a table. Without namespace: all that are open"
                        + " to you. Narrow it with selectors or where; count with countBy.",
                ReadArguments.of(
                        ReadArguments.KIND_REQUIRED,
                        ReadArguments.API_VERSION,
                        optional("namespace", Parameter.Type.STRING, "default: all open to you"),
                        optional("labelSelector", Parameter.Type.STRING, "app=checkout,tier!=cache"),
                        optional("fieldSelector", Parameter.Type.STRING, "status.phase=Failed"),
                        optional(
                                "where",
                                Parameter.Type.STRING,
                                "a CEL condition over object: object.spec.replicas == 0"),
                        optional(
                                "fields",
                                Parameter.Type.STRINGS,
                                "only these paths or columns of the table: [\"NAME\", \"spec.replicas\"]"),
                        optional("countBy", Parameter.Type.STRING, "counts by the value at a path: status.phase"),
                        optional("limit", Parameter.Type.INTEGER, "rows, default 20")
                                .between(1, 500),
                        optional("continue", Parameter.Type.STRING, "the cursor of the page before")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var type = reader.type(arguments);
        var scan = new ListScan(reader.kubernetes(), call, type, redactor);
        if (arguments.has("countBy")) {
            return counted(arguments, type, scan);
        }
        var limit = (int) arguments.integer("limit", 20);
        var page = scan.page(limit, arguments.textOrNull("continue"));
        var shown = new Shown(page.items().size(), page.total(), page.cursor());
        return arguments.text("output", "table").equals("json")
                ? json(arguments, type, page, shown)
                : table(arguments, type, page, shown);
    }

    private ToolResult table(ToolArguments arguments, ResourceType type, ListScan.Found page, Shown shown) {
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT));
        var many = arguments.textOrNull("namespace") == null && type.namespaced();
        var text = page.items().isEmpty()
                ? "no " + type.plural() + " found" + page.where()
                : new Degrading(budget)
                        .render(
                                () -> render(arguments, type, page.items(), many),
                                () -> names(page.items(), many),
                                () -> page.items().size() + " " + type.plural(),
                                shown);
        return ToolResult.of(text, about(arguments, page, shown));
    }

    private ToolResult json(ToolArguments arguments, ResourceType type, ListScan.Found page, Shown shown) {
        var structured = new LinkedHashMap<>(about(arguments, page, shown));
        var fields = arguments.texts("fields");
        var chosen = fields.isEmpty() ? null : new ChosenFields(fields, type.kind(), columns);
        structured.put(
                "items",
                page.items().stream()
                        .map(object -> chosen == null ? SlimObjects.slim(object.content()) : chosen.values(object))
                        .toList());
        return ToolResult.of(page.items().size() + " " + type.plural() + "; " + shown.line(), structured);
    }

    private ToolResult counted(ToolArguments arguments, ResourceType type, ListScan scan) {
        var path = arguments.text("countBy");
        var projection = Projection.of(List.of(path));
        var counts = new LinkedHashMap<String, Long>();
        var scanned = scan.each(object -> {
            var value = projection.apply(object.content()).get(path);
            counts.merge(value == null ? "(none)" : String.valueOf(value), 1L, Long::sum);
        });
        var table = Table.of("COUNT", path);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> table.row(Long.toString(entry.getValue()), entry.getKey()));
        var structured = new LinkedHashMap<>(reader.about(arguments.textOrNull("namespace"), null));
        structured.put("counts", counts);
        structured.put("scanned", scanned);
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT));
        return ToolResult.of(
                new Degrading(budget).lines(table.render().lines().toList()) + "\n" + scanned + " " + type.plural(),
                structured);
    }

    private String render(ToolArguments arguments, ResourceType type, List<KubernetesObject> items, boolean many) {
        var fields = arguments.texts("fields");
        return fields.isEmpty() ? byKind(type, items, many) : byFields(fields, type, items);
    }

    private String byKind(ResourceType type, List<KubernetesObject> items, boolean many) {
        var table = Table.of(with(many ? "NAMESPACE" : null, columns.headings(type.kind())));
        items.forEach(item ->
                table.row(with(many ? String.valueOf(item.namespace()) : null, columns.row(type.kind(), item))));
        return table.render();
    }

    private String byFields(List<String> fields, ResourceType type, List<KubernetesObject> items) {
        var chosen = new ChosenFields(fields, type.kind(), columns);
        var table = Table.of(fields);
        items.forEach(item -> {
            var values = chosen.values(item);
            table.row(fields.stream()
                    .map(field -> values.containsKey(field) ? String.valueOf(values.get(field)) : "-")
                    .toList());
        });
        return table.render();
    }

    private static String names(List<KubernetesObject> items, boolean many) {
        return items.stream()
                .map(item -> many ? item.namespace() + "/" + item.name() : item.name())
                .collect(Collectors.joining(", "));
    }

    private static List<String> with(@Nullable String first, List<String> rest) {
        var all = new ArrayList<String>();
        if (first != null) {
            all.add(first);
        }
        all.addAll(rest);
        return all;
    }

    private Map<String, Object> about(ToolArguments arguments, ListScan.Found page, Shown shown) {
        var about = new LinkedHashMap<>(reader.about(arguments.textOrNull("namespace"), page.resourceVersion()));
        about.put("count", shown.count());
        if (shown.total() != null) {
            about.put("total", shown.total());
        }
        if (shown.cursor() != null) {
            about.put("continue", shown.cursor());
        }
        return about;
    }
}
