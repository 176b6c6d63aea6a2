package io.lexiops.agent.http;

import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.workflow.CaseEvent;
import java.util.Locale;

/** One line for people about each event: what {@code copilot watch} prints. */
final class EventWords {

    private EventWords() {}

    static String of(CaseEvent event) {
        return switch (event) {
            case CaseEvent.Received _ -> "received";
            case CaseEvent.PlanningEnded(var planning) -> planning(planning);
            case CaseEvent.Answered(var _, var by) -> by + " answered";
            case CaseEvent.Reviewed(var review, var _) -> verdict(review.verdict());
            case CaseEvent.Approved(var by, var _, var _) -> "allowed by " + by;
            case CaseEvent.Declined(var by, var _) -> "declined by " + by;
            case CaseEvent.ApprovalVoided(var why) -> "approval void: " + why;
            case CaseEvent.BaselineTaken(var causes) ->
                causes.isEmpty() ? "before: no fault seen" : "before: " + String.join(", ", causes);
            case CaseEvent.StepStarted(var step, var tool, var _) -> "step %d: %s".formatted(step, tool);
            case CaseEvent.StepEnded(var result) -> "step %d: %s".formatted(result.step(), outcome(result.outcome()));
            case CaseEvent.Verified(var seen) ->
                seen.holds() ? "verified" : "not verified: " + String.join("; ", seen.missing());
            case CaseEvent.AttemptFailed(var _, var why) -> "did not help: " + why;
            case CaseEvent.Undone(var change, var done, var text) ->
                done ? "undone: change " + change : "could not undo change %s: %s".formatted(change, text);
            case CaseEvent.TriedAgain(var why) -> "planning again: " + why;
            case CaseEvent.UndoAsked(var by) -> by + " asked to undo";
            case CaseEvent.Cancelled(var by, var _) -> "cancelled by " + by;
            case CaseEvent.GivenUp(var why) -> "handed to a person: " + why;
            case CaseEvent.Settled(var state, var _) -> state.name().toLowerCase(Locale.ROOT);
            case CaseEvent.Learned(var commit) -> "lesson committed: " + commit;
        };
    }

    private static String planning(Planning planning) {
        return switch (planning) {
            case Planning.Planned planned ->
                "planned: %s (%d %s)"
                        .formatted(
                                planned.plan().readback(),
                                planned.plan().steps().size(),
                                planned.plan().steps().size() == 1 ? "step" : "steps");
            case Planning.NeedsInput(var question, var _) -> "question: " + question;
            case Planning.NothingToDo(var why, var _) -> "nothing to do: " + why;
            case Planning.CannotPlan cannot -> "no plan: " + cannot.because();
        };
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved _ -> "reviewed: may run";
            case Verdict.NeedsApproval(var findings, var people) ->
                "reviewed: needs %d %s, %s"
                        .formatted(
                                people,
                                people == 1 ? "approval" : "approvals",
                                findings.getFirst().message());
            case Verdict.Rejected(var findings) ->
                "reviewed: rejected, " + findings.getFirst().message();
        };
    }

    private static String outcome(ToolOutcome outcome) {
        return switch (outcome) {
            case ToolOutcome.Done _ -> "done";
            case ToolOutcome.Failed(var code, var message, var _, var _) -> "failed (%s): %s".formatted(code, message);
            case ToolOutcome.Unanswered(var why) -> "no answer: " + why;
        };
    }
}
