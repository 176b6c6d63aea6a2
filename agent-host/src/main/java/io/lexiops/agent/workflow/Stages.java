package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.route.StepResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stages that the driver calls, one method each; none of them changes a case. */
interface Stages {

    Planning plan(PlanningRequest request);

    Review review(Request request, Plan plan);

    /** Reviews one step again, against the cluster as it is now, just before it runs. */
    Review reviewStep(Request request, Plan plan, Step step);

    /** Seals the permission to run one step as previewed. */
    String grant(Request request, Plan plan, Step step, StepPreview preview, List<String> approvers);

    StepResult execute(Request request, Plan plan, Step step, @Nullable String grant, String idempotencyKey);

    /** What is wrong now with the objects that the plan is about: rule and target of each cause. */
    List<String> causes(Request request, Review review);

    Verification verify(CaseFile file);

    Response respond(CaseFile file);

    /**
     * Commits what the case taught; a second call for the same case changes nothing.
     *
     * @return the commit
     */
    String learn(CaseFile file);
}
