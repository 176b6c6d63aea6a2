package io.lexiops.agent.workflow;

import io.lexiops.agent.tool.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit trail keeps of an event: the decision and a digest of the whole, never the payload itself. */
final class AuditWords {

    private AuditWords() {}

    static String of(CaseEvent event, CaseState state, String body) {
        var words = new LinkedHashMap<String, Object>();
        words.put("state", state.name());
        words.put("event", digest(body));
        words.putAll(decision(event));
        return CanonicalJson.of(words);
    }

    private static Map<String, Object> decision(CaseEvent event) {
        return switch (event) {
            case CaseEvent.Received(var request) ->
                Map.of("mode", request.mode().name(), "approvedAhead", request.approvedAhead());
            case CaseEvent.PlanningEnded(var planning) ->
                Map.of("planning", planning.getClass().getSimpleName());
            case CaseEvent.Reviewed(var review, var _) ->
                Map.of(
                        "verdict",
                        review.verdict().getClass().getSimpleName(),
                        "plan",
                        review.plan().digest(),
                        "rules",
                        review.verdict().findings().stream().map(f -> f.rule()).toList());
            case CaseEvent.Approved(var by, var plan, var _) -> Map.of("by", by, "plan", plan);
            case CaseEvent.Declined(var by, var _) -> Map.of("by", by);
            case CaseEvent.Cancelled(var by, var _) -> Map.of("by", by);
            case CaseEvent.Answered(var _, var by) -> Map.of("by", by);
            case CaseEvent.UndoAsked(var by) -> Map.of("by", by);
            case CaseEvent.StepStarted(var step, var tool, var key) -> Map.of("step", step, "tool", tool, "key", key);
            case CaseEvent.StepEnded(var result) ->
                Map.of(
                        "step",
                        result.step(),
                        "tool",
                        result.tool(),
                        "outcome",
                        result.outcome().getClass().getSimpleName(),
                        "change",
                        result.changeId() == null ? "" : result.changeId());
            case CaseEvent.Undone(var change, var done, var _) -> Map.of("change", change, "done", done);
            case CaseEvent.Verified(var verification) -> Map.of("holds", verification.holds());
            case CaseEvent.Learned(var commit) -> Map.of("commit", commit);
            case CaseEvent.Settled(var last, var _) -> Map.of("settled", last.name());
            case CaseEvent.ApprovalVoided _,
                    CaseEvent.BaselineTaken _,
                    CaseEvent.AttemptFailed _,
                    CaseEvent.TriedAgain _,
                    CaseEvent.GivenUp _ -> Map.of();
        };
    }

    private static String digest(String body) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
