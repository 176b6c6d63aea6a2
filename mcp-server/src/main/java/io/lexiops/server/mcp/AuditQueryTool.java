package io.lexiops.server.mcp;

import io.lexiops.server.access.Fence;
import io.lexiops.server.audit.AuditQuery;
import io.lexiops.server.audit.AuditRecord;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.audit.Verification;
import io.lexiops.server.output.Degrading;
import io.lexiops.server.output.FittedTree;
import io.lexiops.server.output.JsonSize;
import io.lexiops.server.output.Shown;
import io.lexiops.server.output.Table;
import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.Type.INTEGER;
import static io.lexiops.server.tool.Parameter.Type.STRING;
import static io.lexiops.server.tool.Parameter.optional;

/** Who called what, and how it ended. */
final class AuditQueryTool implements Tool {

    private static final int LAST_LINE = 150;

    private final AuditTrail trail;
    private final InstantSource clock;
    private final Fence fence;

    AuditQueryTool(AuditTrail trail, InstantSource clock, Fence fence) {
        this.trail = trail;
        this.clock = clock;
        this.fence = fence;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "audit_query",
                        "Query the audit trail",
                        ToolEffect.READ,
                        "Recorded tool calls, newest first: who, when, what, how it ended. verify=true checks that nobody"
                                + " altered the trail.",
                        List.of(
                                optional("caller", STRING, "name of the caller"),
                                optional("tool", STRING, "k8s_scale"),
                                optional("outcome", STRING, "ok, or an error code such as forbidden"),
                                optional("case", STRING, "case id of the agent host"),
                                optional("change", STRING, "change id"),
                                optional("since", STRING, "2h, 7d, or a time like 2026-11-23T10:00:00Z"),
                                optional("verify", Parameter.Type.BOOLEAN, "check the whole trail"),
                                optional("limit", INTEGER, "default 20").between(1, 500),
                                optional("continue", STRING, "cursor of the page before"),
                                optional("maxTokens", INTEGER, "default 4000").between(100, 100_000),
                                optional("output", STRING, "default table").oneOf("table", "json")),
                        true,
                        false)
                .answering(
                        OutputField.always("count", OutputField.Type.INTEGER),
                        OutputField.sometimes("continue", OutputField.Type.STRING),
                        OutputField.sometimes("records", OutputField.Type.OBJECTS));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        int limit = (int) arguments.integer("limit", 20);
        // Who only reads, or only in some namespaces, sees their own calls: others' arguments tell what others do.
        boolean everybody =
                (call.caller().role() == Role.OPERATOR || call.caller().role() == Role.ROUTER)
                        && !fence.isNarrower(call.caller());
        var caller = everybody ? arguments.textOrNull("caller") : call.caller().name();
        var found = trail.find(new AuditQuery(
                caller,
                arguments.textOrNull("tool"),
                arguments.textOrNull("outcome"),
                arguments.textOrNull("case"),
                arguments.textOrNull("change"),
                since(arguments.textOrNull("since")),
                cursor(arguments.textOrNull("continue")),
                limit + 1));
        boolean more = found.size() > limit;
        var records = more ? found.subList(0, limit) : found;
        var cursor = more ? Long.toString(records.getLast().sequence()) : null;
        return answer(arguments, records, cursor);
    }

    private ToolResult answer(ToolArguments arguments, List<AuditRecord> records, @Nullable String cursor) {
        var structured = new LinkedHashMap<String, Object>();
        structured.put("count", (long) records.size());
        if (cursor != null) {
            structured.put("continue", cursor);
        }
        var verdict = arguments.flag("verify") ? describe(trail.verify()) + "\n" : "";
        if (!verdict.isEmpty()) {
            structured.put("verification", verdict.strip());
        }
        var budget = new TokenBudget(arguments.integer("maxTokens", TokenBudget.DEFAULT)).beside(structured);
        if (arguments.text("output", "table").equals("json")) {
            return json(verdict, records, cursor, structured, budget);
        }
        var shown = new Shown(records.size(), cursor == null ? (Long) (long) records.size() : null, cursor);
        var text = new Degrading(budget)
                .render(() -> table(records), () -> counts(records), () -> records.size() + " records", shown);
        return ToolResult.of(verdict + (records.isEmpty() ? "no records match" : text), structured);
    }

    private static ToolResult json(
            String verdict,
            List<AuditRecord> records,
            @Nullable String cursor,
            Map<String, Object> structured,
            TokenBudget budget) {
        var trees = records.stream().map(AuditQueryTool::json).toList();
        int fit = JsonSize.fitting(trees, budget.maxCharacters() - LAST_LINE);
        if (fit == 0 && !trees.isEmpty()) {
            fit = 1;
            trees = List.of(FittedTree.of(trees.getFirst(), budget.maxCharacters() - LAST_LINE));
        }
        var next = fit < records.size() ? Long.toString(records.get(fit - 1).sequence()) : cursor;
        if (next != null) {
            structured.put("continue", next);
        }
        structured.put("count", (long) fit);
        structured.put("records", trees.subList(0, fit));
        return ToolResult.of(
                verdict + fit + " records" + (next == null ? "" : "; continue with cursor=" + next), structured);
    }

    private static String table(List<AuditRecord> records) {
        var table = Table.of("SEQ", "AT", "CALLER", "ROLE", "TOOL", "OUTCOME", "MS", "CASE", "CHANGE");
        for (var found : records) {
            var entry = found.entry();
            table.row(
                    Long.toString(found.sequence()),
                    found.at().toString(),
                    entry.caller(),
                    entry.role(),
                    entry.tool(),
                    entry.outcome() + (entry.recovered() ? " (recovered)" : ""),
                    Long.toString(entry.took().toMillis()),
                    orDash(entry.caseId()),
                    orDash(entry.changeId()));
        }
        return table.render();
    }

    private static String counts(List<AuditRecord> records) {
        var counts = records.stream()
                .collect(Collectors.groupingBy(
                        found -> found.entry().tool() + " " + found.entry().outcome(),
                        TreeMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> json(AuditRecord found) {
        var entry = found.entry();
        var json = new LinkedHashMap<String, Object>();
        json.put("sequence", found.sequence());
        json.put("at", found.at().toString());
        json.put("caller", entry.caller());
        json.put("role", entry.role());
        json.put("tool", entry.tool());
        json.put("argumentsDigest", entry.argumentsDigest());
        json.put("arguments", entry.arguments());
        json.put("outcome", entry.outcome());
        json.put("tookMs", entry.took().toMillis());
        putIfPresent(json, "detail", entry.detail());
        putIfPresent(json, "case", entry.caseId());
        putIfPresent(json, "change", entry.changeId());
        json.put("hash", found.hash());
        return json;
    }

    private static String describe(Verification verification) {
        return switch (verification) {
            case Verification.Intact(long records) -> "the trail is intact: " + records + " records";
            case Verification.Broken(long sequence, String why) -> "the trail is BROKEN at " + sequence + ": " + why;
        };
    }

    private @Nullable Instant since(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (!text.contains("T") && text.matches("[0-9]{1,6}[smhd]")) {
                long amount = Long.parseLong(text.substring(0, text.length() - 1));
                return clock.instant()
                        .minus(
                                switch (text.charAt(text.length() - 1)) {
                                    case 's' -> Duration.ofSeconds(amount);
                                    case 'm' -> Duration.ofMinutes(amount);
                                    case 'h' -> Duration.ofHours(amount);
                                    default -> Duration.ofDays(amount);
                                });
            }
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'since' cannot be '" + text + "'",
                    "write 30m, 2h, 7d or 2026-11-23T10:00:00Z",
                    Map.of(),
                    e);
        }
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

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    private static void putIfPresent(Map<String, Object> json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
