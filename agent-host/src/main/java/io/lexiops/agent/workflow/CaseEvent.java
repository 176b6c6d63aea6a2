package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.route.StepResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a case. The journal keeps them in order; a case is a fold over them. */
public sealed interface CaseEvent {

    /** A person or an alert handed over a request. */
    record Received(Request request) implements CaseEvent {}

    /** The Planner came to a result. */
    record PlanningEnded(Planning planning) implements CaseEvent {}

    /** The operator answered a question. */
    record Answered(String text, String by) implements CaseEvent {}

    /**
     * The Reviewer came to a verdict.
     *
     * @param voidAfter when an approval of it is too late; null if none is needed
     */
    record Reviewed(Review review, @Nullable Instant voidAfter) implements CaseEvent {}

    /**
     * Somebody allowed the plan.
     *
     * @param by      {@code user:<name>} or {@code policy:<rule>}
     * @param comment may be empty
     */
    record Approved(String by, String planDigest, String comment) implements CaseEvent {}

    /** A person said no to the plan. */
    record Declined(String by, String comment) implements CaseEvent {}

    /** The approval does not hold any more: a target moved, or time ran out. */
    record ApprovalVoided(String because) implements CaseEvent {}

    /**
     * What was wrong before anything was written, to compare with afterwards.
     *
     * @param causes rule and target of each cause
     */
    record BaselineTaken(List<String> causes) implements CaseEvent {}

    /** A step is about to be called; written before the call so that a crash cannot hide it. */
    record StepStarted(int step, String tool, String idempotencyKey) implements CaseEvent {}

    record StepEnded(StepResult result) implements CaseEvent {}

    /** All steps ran and were looked at. */
    record Verified(Verification verification) implements CaseEvent {}

    /** The plan did not do what it should; what it changed is being undone. */
    record AttemptFailed(Plan plan, String why) implements CaseEvent {}

    /** One change of a failed or unwanted plan was undone, or could not be. */
    record Undone(String changeId, boolean done, String text) implements CaseEvent {}

    /** What failed is undone and there is another candidate. */
    record TriedAgain(String because) implements CaseEvent {}

    /** The operator asked to undo what the case changed. */
    record UndoAsked(String by) implements CaseEvent {}

    /** The operator stopped the case. */
    record Cancelled(String by, String comment) implements CaseEvent {}

    /** The program gives it to a person. */
    record GivenUp(String because) implements CaseEvent {}

    /** The answer was written; the case is over. */
    record Settled(CaseState state, Response response) implements CaseEvent {}

    /** What the case taught was committed. */
    record Learned(String commit) implements CaseEvent {}
}
