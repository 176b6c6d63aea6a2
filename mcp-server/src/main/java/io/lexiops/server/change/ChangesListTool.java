package io.lexiops.server.change;

import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.Type.INTEGER;
import static io.lexiops.server.tool.Parameter.Type.STRING;
import static io.lexiops.server.tool.Parameter.optional;

/** What was changed through this server. */
final class ChangesListTool implements Tool {

    private static final int LAST_LINE = 150;

    private final Ledger ledger;
    private final ServedContexts contexts;

    ChangesListTool(Ledger ledger, ServedContexts contexts) {
        this.ledger = ledger;
        this.contexts = contexts;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "changes_list",
                        "List changes",
                        ToolEffect.READ,
                        "Changes made through this server, newest first: what, by whom, who allowed it, how it ended, the id for"
                                + " change_undo.",
                        List.of(
                                optional("namespace", STRING, "only changes of objects in it"),
                                optional("caller", STRING, "name of the caller"),
                                optional("case", STRING, "case id of the agent host"),
                                optional("state", STRING, "how it ended")
                                        .oneOf(Arrays.stream(ChangeState.values())
                                                .map(ChangesListTool::word)
                                                .toArray(String[]::new)),
                                optional("limit", INTEGER, "default 20").between(1, 500),
                                optional("continue", STRING, "cursor of the page before"),
                                optional("maxTokens", INTEGER, "default 4000").between(100, 100_000),
                                optional("output", STRING, "default table").oneOf("table", "json")),
                        true,
                        false)
                .answering(
                        OutputField.always("count", OutputField.Type.INTEGER),
                        OutputField.sometimes("continue", OutputField.Type.STRING),
                        OutputField.sometimes("changes", OutputField.Type.OBJECTS));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        int limit = (int) arguments.integer("limit", 20);
        var state = arguments.textOrNull("state");
        var found = ledger.list(new ChangeQuery(
                namespaces(arguments, call.caller()),
                arguments.textOrNull("caller"),
                arguments.textOrNull("case"),
                state == null ? null : ChangeState.valueOf(state.toUpperCase(Locale.ROOT)),
                cursor(arguments.textOrNull("continue")),
                limit + 1));
        boolean more = found.size() > limit;
        var page = more ? found.subList(0, limit) : found;
        var changes =
                page.stream().filter(entry -> isOpen(entry, call.caller())).toList();
        return answer(arguments, changes, more ? Long.toString(page.getLast().sequence()) : null);
    }

    /** A change of objects in several namespaces is shown to whom all of them are open. */
    private static boolean isOpen(LedgerEntry entry, Caller caller) {
        return caller.namespaces().isEmpty()
                || entry.changes().stream()
                        .filter(change -> !"none".equals(change.get("operation")))
                        .allMatch(change -> caller.namespaces()
                                .contains(String.valueOf(
                                        Json.part(change.get("target")).get("namespace"))));
    }

    private static Set<String> namespaces(ToolArguments arguments, Caller caller) {
        var namespace = arguments.textOrNull("namespace");
        return namespace == null ? caller.namespaces() : Set.of(namespace);
    }

    private ToolResult answer(ToolArguments arguments, List<LedgerEntry> changes, @Nullable String cursor) {
        var structured = new LinkedHashMap<String, Object>();
        structured.put("count", (long) changes.size());
        if (cursor != null) {
            structured.put("continue", cursor);
        }
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            return json(changes, cursor, structured, budget);
        }
        var shown = new Shown(changes.size(), cursor == null ? (Long) (long) changes.size() : null, cursor);
        var text = new Degrading(budget)
                .render(() -> table(changes), () -> counts(changes), () -> changes.size() + " changes", shown);
        if (changes.isEmpty()) {
            return ToolResult.of(
                    cursor == null ? "no changes match" : "none of this page are open to you; " + shown.line(),
                    structured);
        }
        return ToolResult.of(text, structured);
    }

    private static ToolResult json(
            List<LedgerEntry> changes, @Nullable String cursor, Map<String, Object> structured, TokenBudget budget) {
        var trees = changes.stream().map(ChangesListTool::json).toList();
        int fit = JsonSize.fitting(trees, budget.maxCharacters() - LAST_LINE);
        if (fit == 0 && !trees.isEmpty()) {
            fit = 1;
            trees = List.of(FittedTree.of(trees.getFirst(), budget.maxCharacters() - LAST_LINE));
        }
        var next = fit < changes.size() ? Long.toString(changes.get(fit - 1).sequence()) : cursor;
        if (next != null) {
            structured.put("continue", next);
        }
        structured.put("count", (long) fit);
        structured.put("changes", trees.subList(0, fit));
        return ToolResult.of(fit + " changes" + (next == null ? "" : "; continue with cursor=" + next), structured);
    }

    private String table(List<LedgerEntry> changes) {
        var table = Table.of("AT", "ID", "STATE", "TOOL", "CALLER", "ALLOWED BY", "CASE", "WHAT");
        for (var entry : changes) {
            table.row(
                    entry.plannedAt().toString(),
                    entry.id(),
                    word(entry.state()),
                    entry.tool(),
                    entry.caller(),
                    entry.approver().isEmpty() ? "-" : entry.approver(),
                    entry.caseId() == null ? "-" : entry.caseId(),
                    where(entry) + PreviewText.lines(entry.changes()).replace("\n", "; "));
        }
        return table.render();
    }

    private String where(LedgerEntry entry) {
        return contexts.several() && entry.context() != null ? entry.context() + ": " : "";
    }

    private static String counts(List<LedgerEntry> changes) {
        return changes.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.tool() + " " + word(entry.state()), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> json(LedgerEntry entry) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", entry.id());
        json.put("at", entry.plannedAt().toString());
        json.put("state", word(entry.state()));
        json.put("tool", entry.tool());
        json.put("arguments", entry.arguments());
        json.put("caller", entry.caller());
        json.put("role", entry.role());
        json.put("risk", entry.risk());
        json.put("decision", Map.of("by", entry.decidedBy(), "approver", entry.approver()));
        json.put("findings", entry.findings());
        json.put("changes", entry.changes());
        putIfPresent(json, "case", entry.caseId());
        putIfPresent(json, "context", entry.context());
        putIfPresent(json, "inverse", entry.inverse());
        putIfPresent(json, "undoes", entry.undoes());
        putIfPresent(json, "undoneBy", entry.undoneBy());
        var outcome = entry.outcome();
        if (outcome != null) {
            json.put("outcome", outcome.state().name());
            json.put("missing", outcome.convergence().missing());
            json.put("message", outcome.message());
            json.put("tookMs", outcome.took().toMillis());
        }
        return json;
    }

    private static @Nullable Long cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "argument 'continue' is no cursor", "take it from the page before");
        }
        return Long.valueOf(text);
    }

    private static String word(ChangeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void putIfPresent(Map<String, Object> json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
