package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.route.StepResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an answer is made of: what happened, without how the workflow keeps it.
 *
 * @param ending     COMPLETED, REJECTED, CANCELLED or ESCALATED
 * @param because    why it ended so; may be empty
 * @param planning   the last result of planning; null if the case ended before
 * @param review     the last review; null if there was none
 * @param results    of the last plan's steps, in order
 * @param changes    every write of the case, oldest first
 * @param undone     change id to what happened when it was undone
 * @param undoAsked  whether a person has asked for that, and this answers them
 * @param checks     what verification looked at
 * @param unchecked  what it could not look at
 * @param objections plans that review sent back
 * @param failed     plans that did not help
 * @param approvers  who allowed the plan
 */
public record Settlement(
        Request request,
        String ending,
        String because,
        @Nullable Planning planning,
        @Nullable Review review,
        List<StepResult> results,
        List<StepResult> changes,
        Map<String, Undo> undone,
        boolean undoAsked,
        List<String> checks,
        List<String> unchecked,
        List<PlanningRequest.Objection> objections,
        List<PlanningRequest.Attempt> failed,
        List<String> approvers,
        List<Planning.Fact> facts) {

    /** How undoing one change went. */
    public record Undo(boolean done, String text) {}
}
