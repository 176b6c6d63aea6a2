package io.lexiops.agent.workflow;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.respond.Response;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.StepPreview;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small world with one Deployment. Writes are kept by idempotency key, as the server's ledger does, so a test can
 * count how often each really happened.
 */
final class ScriptedStages implements Stages {

    final Map<String, StepResult> ledger = new HashMap<>();
    final List<String> executed = new ArrayList<>();
    final List<String> learned = new ArrayList<>();

    Verdict verdict = new Verdict.Approved(List.of());
    boolean helps = true;
    boolean converges = true;
    int candidates;
    String resourceVersion = "100";
    String strategy = "intent";

    @Nullable ToolOutcome failsOnce;

    /** Why no undo may run; null if it may. */
    @Nullable String undoRefused;

    /** The change of somebody else that has undone every change; null if there is none. */
    @Nullable String undoneBy;

    int planned;
    String granted = "";

    static Finding finding(Severity severity) {
        return new Finding("core/replica-change", severity, "from 3 to 300 replicas", "ask for fewer");
    }

    @Override
    public Planning plan(PlanningRequest request) {
        planned++;
        var text = request.request().text();
        if (text.startsWith("nonsense") && request.answers().isEmpty()) {
            return new Planning.CannotPlan(
                    "not_understood", "no rule knows this", List.of("scale web to 4"), List.of());
        }
        var write = !text.startsWith("which");
        var arguments = Map.<String, Object>of("name", "web", "replicas", 4L, "attempt", (long)
                request.failed().size());
        var step = new Step(1, write ? "k8s_scale" : "k8s_list", arguments, write, "asked for", "converged");
        var plan = new Plan(strategy, "core/scale-workload", "scale web", List.of(step), "sha256:rules", "");
        return new Planning.Planned(
                plan, List.of(), candidates - request.failed().size(), false);
    }

    @Override
    public Review review(Request request, Plan plan) {
        var refused = refusal(plan.steps().getFirst());
        if (refused != null) {
            var finding = new Finding("review/preview", Severity.BLOCK, refused, "");
            return new Review(plan, new Verdict.Rejected(List.of(finding)), List.of(), "sha256:rules");
        }
        return new Review(
                plan, plan.onlyReads() ? new Verdict.Approved(List.of()) : verdict, previews(plan), "sha256:rules");
    }

    /** As the server: what is undone already can't be previewed once more. */
    private @Nullable String refusal(Step step) {
        if (!step.tool().equals("change_undo")) {
            return null;
        }
        var by = undoneBy;
        var id = step.arguments().get("id");
        if (by != null || ledger.keySet().stream().anyMatch(key -> key.endsWith(":undo:" + id))) {
            return "was undone already by " + (by == null ? "this case" : by);
        }
        return undoRefused;
    }

    @Override
    public Review reviewStep(Request request, Plan plan, Step step) {
        return review(request, plan);
    }

    private List<StepPreview> previews(Plan plan) {
        var target = Map.<String, Object>of(
                "apiVersion", "apps/v1",
                "kind", "Deployment",
                "namespace", "shop",
                "name", "web",
                "resourceVersion", resourceVersion);
        return plan.steps().stream()
                .filter(Step::write)
                .map(step -> new StepPreview(
                        step.number(),
                        "sha256:x",
                        List.of(target),
                        List.of(),
                        "LOW",
                        "replicas 3 -> 4",
                        false,
                        false,
                        "sha256:rules"))
                .toList();
    }

    @Override
    public String grant(Request request, Plan plan, Step step, StepPreview preview, List<String> approvers) {
        granted = "grant by " + approvers;
        return granted;
    }

    @Override
    public StepResult execute(Request request, Plan plan, Step step, @Nullable String grant, String idempotencyKey) {
        var recorded = ledger.get(idempotencyKey);
        if (recorded != null) {
            return recorded;
        }
        var failure = failsOnce;
        if (failure != null) {
            failsOnce = null;
            return new StepResult(step.number(), step.tool(), failure, null, 5);
        }
        if (step.write() && grant == null) {
            var json = undoneBy == null ? Map.<String, Object>of() : Map.<String, Object>of("undoneBy", undoneBy);
            var refused = new ToolOutcome.Failed("refused", String.valueOf(refusal(step)), "", json);
            return new StepResult(step.number(), step.tool(), refused, null, 5);
        }
        executed.add(idempotencyKey);
        var outcome = step.write() ? (converges ? "CONVERGED" : "NOT_CONVERGED") : "";
        var json = Map.<String, Object>of("change", Map.of("outcome", outcome));
        var changeId = step.write() ? "change-" + executed.size() : null;
        var result = new StepResult(step.number(), step.tool(), new ToolOutcome.Done("ok", json), changeId, 5);
        ledger.put(idempotencyKey, result);
        return result;
    }

    @Override
    public List<String> causes(Request request, Review review) {
        return List.of();
    }

    @Override
    public Verification verify(CaseFile file) {
        var good = helps || !file.failedAttempts().isEmpty();
        return new Verification(
                good, List.of("looked"), good ? List.of() : List.of("still broken"), List.of(), List.of());
    }

    @Override
    public Response respond(CaseFile file) {
        return new Response(file.because(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    @Override
    public String learn(CaseFile file) {
        learned.add(file.request().id().value());
        return "0".repeat(40);
    }
}
