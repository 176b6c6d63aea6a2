package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planner;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.Reviewer;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.route.Router;
import io.lexiops.agent.route.StepResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stages as the agents provide them. */
@Component
final class AgentStages implements Stages {

    private final Planner planner;
    private final Reviewer reviewer;
    private final Router router;
    private final Symptoms symptoms;
    private final Closing closing;

    AgentStages(Planner planner, Reviewer reviewer, Router router, Symptoms symptoms, Closing closing) {
        this.planner = planner;
        this.reviewer = reviewer;
        this.router = router;
        this.symptoms = symptoms;
        this.closing = closing;
    }

    @Override
    public Planning plan(PlanningRequest request) {
        return planner.plan(request);
    }

    @Override
    public Review review(Request request, Plan plan) {
        return reviewer.review(request, plan);
    }

    @Override
    public Review reviewStep(Request request, Plan plan, Step step) {
        return reviewer.reviewStep(request, plan, step);
    }

    @Override
    public String grant(Request request, Plan plan, Step step, StepPreview preview, List<String> approvers) {
        return reviewer.grant(request, plan, step, preview, approvers);
    }

    @Override
    public StepResult execute(Request request, Plan plan, Step step, @Nullable String grant, String idempotencyKey) {
        return router.execute(request, step, grant, idempotencyKey);
    }

    @Override
    public List<String> causes(Request request, Review review) {
        return symptoms.causes(request, review);
    }

    @Override
    public Verification verify(CaseFile file) {
        return symptoms.verify(file);
    }

    @Override
    public Response respond(CaseFile file) {
        return closing.respond(file);
    }

    @Override
    public String learn(CaseFile file) {
        return closing.learn(file);
    }
}
