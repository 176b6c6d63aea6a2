package io.lexiops.agent.review;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.Patience;
import io.lexiops.agent.tool.Pause;
import io.lexiops.agent.tool.Toolbox;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Decides whether a plan may run. Every stage looks, cheapest first, and everything that is found counts: the heaviest
 * finding makes the verdict. No model has a say here.
 * <pre>
 * schema          calls                   -> fit the tools' schemas
 * scope           namespaces, tools       -> are open
 * closed world    names                   -> exist, or are made by an earlier step
 * rights          verb, kind              -> the executing identity has them
 * dry run         calls                   -> previews
 * guards ...      previews, cluster, time -> findings
 * </pre>
 */
@Component
public final class Reviewer {

    private final Toolbox reviewer;
    private final Toolbox router;
    private final ReviewProperties properties;
    private final Clock clock;
    private final List<ReviewStage> readStages;
    private final List<ReviewStage> stages;
    private final JwsGrants grants;
    private final Patience patience;

    Reviewer(List<Toolbox> toolboxes, ReviewProperties properties, JwsGrants grants, Clock clock, Pause pause) {
        this.reviewer = Toolbox.of(AgentRole.REVIEWER, toolboxes);
        this.router = Toolbox.of(AgentRole.ROUTER, toolboxes);
        this.properties = properties;
        this.grants = grants;
        this.clock = clock;
        this.patience = new Patience(clock, pause);
        var schema = new SchemaStage();
        var scope = new ScopeStage(properties.namespaces());
        readStages = List.of(schema, scope);
        stages = List.of(
                schema,
                scope,
                new ClosedWorldStage(),
                new RightsStage(),
                new DryRunStage(),
                new GuardStage(),
                new FieldLossStage(),
                new OwnershipStage(),
                new BlastRadiusStage(properties.maxPods()),
                new SequenceStage(properties.maxDeletes()),
                new SafetyStage(),
                new FreezeStage(properties.freezeWindows(), clock),
                new BudgetStage(properties.maxWrites(), properties.maxTargets()),
                new PacksStage());
    }

    /** Reviews a whole plan against the cluster as it is now. */
    public Review review(Request request, Plan plan) {
        return look(request, plan, plan.steps());
    }

    /** Reviews one step again, just before it runs. */
    public Review reviewStep(Request request, Plan plan, Step step) {
        return look(request, plan, List.of(step));
    }

    private Review look(Request request, Plan plan, List<Step> steps) {
        var server = new ServerReads(
                reviewer,
                router,
                patience,
                clock,
                properties.patience(),
                request.id().value());
        var inReview = new PlanInReview(request, plan, steps, server);
        var chain = steps.stream().anyMatch(Step::write) ? stages : readStages;
        var findings = chain.stream()
                .flatMap(stage -> stage.look(inReview).stream())
                .distinct()
                .toList();
        var previews = inReview.previews();
        var packs = previews.stream()
                .map(Preview::packs)
                .filter(digest -> !digest.isEmpty())
                .findFirst()
                .orElse(plan.rules());
        return new Review(
                plan,
                verdict(findings),
                previews.stream().map(Preview::forThePlan).toList(),
                packs);
    }

    private static Verdict verdict(List<Finding> findings) {
        var heaviest = findings.stream()
                .map(Finding::severity)
                .max(Severity::compareTo)
                .orElse(Severity.NOTE);
        return switch (heaviest) {
            case NOTE -> new Verdict.Approved(findings);
            case APPROVAL -> new Verdict.NeedsApproval(findings, 1);
            case TWO_PERSON -> new Verdict.NeedsApproval(findings, 2);
            case BLOCK -> new Verdict.Rejected(findings);
        };
    }

    /**
     * Seals the permission to run one step exactly as it was previewed.
     *
     * @param approvers {@code user:<name>} or {@code policy:<rule>}; two people where a guard wants two
     * @return a compact JWS
     * @throws GrantKeyUnusable if it cannot be signed
     */
    public String grant(Request request, Plan plan, Step step, StepPreview preview, List<String> approvers) {
        return grants.sign(new ExecutionGrant(
                request.id().value(),
                plan.digest(),
                step.number(),
                step.tool(),
                preview.argumentsDigest(),
                preview.targets(),
                preview.packs(),
                approvers));
    }
}
