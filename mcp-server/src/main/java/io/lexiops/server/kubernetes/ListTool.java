package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        var about = reader.about(arguments.textOrNull("namespace"), null);
        var scan = new ListScan(
                reader.kubernetes(),
                call,
                type,
                redactor,
                printed(arguments, type),
                String.valueOf(about.get("cluster")));
        if (arguments.has("countBy")) {
            return counted(arguments, type, scan, about);
        }
        var page = scan.page((int) arguments.integer("limit", 20), arguments.textOrNull("continue"));
        var many = arguments.textOrNull("namespace") == null && type.namespaced();
        var rows = new ListedRows(type, page, columns, many);
        return json(arguments) ? json(arguments, type, page, rows, about) : table(arguments, type, page, rows, about);
    }

    private static boolean json(ToolArguments arguments) {
        return arguments.text("output", "table").equals("json");
    }

    /** Of kinds without columns of ours the server's are shown; whole objects are needed only for fields of them. */
    private static ListScan.Printed printed(ToolArguments arguments, ResourceType type) {
        boolean fields = arguments.has("fields");
        if (Columns.know(type) || arguments.has("countBy") || (json(arguments) && !fields)) {
            return ListScan.Printed.NO;
        }
        return fields ? ListScan.Printed.OBJECTS : ListScan.Printed.ROWS;
    }

    private static ToolResult table(
            ToolArguments arguments,
            ResourceType type,
            ListScan.Found page,
            ListedRows rows,
            Map<String, Object> about) {
        var fields = arguments.texts("fields");
        var shown = new Shown(
                page.rows().size(), page.total(), page.cursor(page.rows().size()));
        var structured = told(about, page, shown);
        var namespace = arguments.textOrNull("namespace");
        var text = page.rows().isEmpty() && shown.complete()
                ? nothing(page, type) + (namespace == null ? "" : " in " + namespace) + page.unmatchedWhy()
                : new Degrading(budget(arguments).beside(structured))
                        .render(
                                List.of(
                                        () -> fields.isEmpty() ? rows.table() : rows.table(fields),
                                        rows::names,
                                        rows::counts),
                                shown);
        return ToolResult.of(text + rows.missing(fields), structured);
    }

    private static String nothing(ListScan.Found page, ResourceType type) {
        return page.unmatched() == 0
                ? "no " + type.plural() + " found"
                : "where holds for none of the " + page.unmatched() + " " + type.plural();
    }

    private ToolResult json(
            ToolArguments arguments,
            ResourceType type,
            ListScan.Found page,
            ListedRows rows,
            Map<String, Object> about) {
        // The cursor stands in the text too.
        var most = new Shown(
                page.rows().size(),
                page.total(),
                page.cursor(Math.min(1, page.rows().size())));
        var room = budget(arguments).beside(told(about, page, most)).maxCharacters()
                - most.line().length()
                - 60L;
        var items = rows.trees(arguments.texts("fields"), room, redactor);
        var shown = new Shown(items.size(), page.total(), page.cursor(items.size()));
        var structured = told(about, page, shown);
        structured.put("items", items);
        var why = items.isEmpty() && page.unmatched() > 0
                ? "; " + nothing(page, type) + page.unmatchedWhy()
                : rows.missing(arguments.texts("fields"));
        return ToolResult.of(items.size() + " " + type.plural() + "; " + shown.line() + why, structured);
    }

    private static ToolResult counted(
            ToolArguments arguments, ResourceType type, ListScan scan, Map<String, Object> about) {
        var counts = new FieldCounts(arguments.text("countBy"));
        var scanned = scan.each(counts::add);
        var structured = new LinkedHashMap<>(about);
        structured.put("scanned", scanned);
        structured.put("values", counts.values());
        var fitting = counts.fitting(budget(arguments).beside(structured));
        structured.put("counts", fitting.tree());
        return ToolResult.of(fitting.text() + "\n" + scanned + " " + type.plural(), structured);
    }

    private static TokenBudget budget(ToolArguments arguments) {
        return new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT));
    }

    private static Map<String, Object> told(Map<String, Object> about, ListScan.Found page, Shown shown) {
        var told = new LinkedHashMap<>(about);
        if (!page.resourceVersion().isEmpty()) {
            told.put("resourceVersion", page.resourceVersion());
        }
        told.put("count", shown.count());
        if (shown.total() != null) {
            told.put("total", shown.total());
        }
        if (shown.cursor() != null) {
            told.put("continue", shown.cursor());
        }
        return told;
    }
}
