package io.lexiops.agent.plan;

import io.lexiops.agent.request.Request;
import io.lexiops.rules.Understanding;
import java.util.List;

/**
 * All that planning goes by, besides the cluster: the same input gives the same plan, byte for byte.
 *
 * @param answers    what the operator answered to questions so far, oldest first
 * @param objections findings of earlier reviews, each with the plan they were about; the next plan must meet them
 * @param failed     plans that ran and did not help, with why; their fixes are not proposed again
 */
public record PlanningRequest(
        Request request, List<Understanding.Answer> answers, List<Objection> objections, List<Attempt> failed) {

    public PlanningRequest {
        answers = List.copyOf(answers);
        objections = List.copyOf(objections);
        failed = List.copyOf(failed);
    }

    /** A plan that review sent back. */
    public record Objection(Plan plan, List<String> rules, List<String> messages) {}

    /** A plan that ran and did not help. */
    public record Attempt(Plan plan, String why) {}
}
