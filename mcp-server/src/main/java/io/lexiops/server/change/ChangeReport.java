package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What the caller is told about a change that was made, or was made before. */
final class ChangeReport {

    private ChangeReport() {}

    static ToolResult of(LedgerEntry entry, boolean replayed) {
        var outcome = entry.outcome();
        if (outcome == null) {
            return new ToolResult.Failure(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "change " + entry.id()
                            + " was interrupted, and the objects cannot be read to find out whether it was" + " made",
                    "call again with the same idempotency key when the cluster answers",
                    Map.of("change", open(entry, replayed)));
        }
        var structured = Map.<String, Object>of("change", json(entry, outcome, replayed));
        return switch (outcome.state()) {
            case FAILED, PARTIAL, UNKNOWN ->
                new ToolResult.Failure(
                        Objects.requireNonNullElse(outcome.code(), ErrorCode.INTERNAL),
                        outcome.state() == ChangeState.FAILED
                                ? outcome.message()
                                : outcome.message() + "; change " + entry.id(),
                        outcome.remedy(),
                        structured);
            default -> ToolResult.of(text(entry, outcome, replayed), structured);
        };
    }

    private static Map<String, Object> open(LedgerEntry entry, boolean replayed) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", entry.id());
        json.put("outcome", ChangeState.UNKNOWN.name());
        var context = entry.context();
        if (context != null) {
            json.put("context", context);
        }
        json.put("changes", entry.changes());
        json.put("targets", entry.targets());
        json.put("approver", entry.approver());
        json.put("replayed", replayed);
        return json;
    }

    private static Map<String, Object> json(LedgerEntry entry, Outcome outcome, boolean replayed) {
        var json = open(entry, replayed);
        json.put("outcome", outcome.state().name());
        if (!outcome.written().isEmpty()) {
            json.put("targets", outcome.written());
        }
        var inverse = entry.inverse();
        if (inverse != null) {
            json.put("inverse", inverse);
        }
        json.put(
                "convergence",
                Map.of(
                        "done",
                        outcome.convergence().done(),
                        "missing",
                        outcome.convergence().missing()));
        if (entry.undoes() != null) {
            json.put("undoes", entry.undoes());
        }
        if (!outcome.result().isEmpty()) {
            json.put("result", outcome.result());
        }
        json.put("tookMs", outcome.took().toMillis());
        return json;
    }

    private static String text(LedgerEntry entry, Outcome outcome, boolean replayed) {
        var text = new StringBuilder(PreviewText.lines(entry.changes()));
        switch (outcome.state()) {
            case NO_CHANGE -> text.append("\nno change was made");
            case CONVERGED -> text.append("\nconverged after ").append(seconds(outcome));
            case APPLIED -> text.append("\napplied; whether it converged could not be found out");
            default -> text.append("\nNOT converged after ").append(seconds(outcome));
        }
        outcome.convergence()
                .missing()
                .forEach(what -> text.append("\nmissing: ").append(what));
        if (!outcome.message().isEmpty()) {
            text.append("\n").append(outcome.message());
        }
        text.append("\nchange ").append(entry.id());
        if (entry.context() != null) {
            text.append(" in context ").append(entry.context());
        }
        if (entry.inverse() != null && outcome.state() != ChangeState.NO_CHANGE) {
            text.append("; change_undo takes it back");
        }
        return replayed
                ? text.append("\n(this call was made before; nothing was done again)")
                        .toString()
                : text.toString();
    }

    private static String seconds(Outcome outcome) {
        long tenths = outcome.took().toMillis() / 100;
        return tenths / 10 + "." + tenths % 10 + " s";
    }
}
