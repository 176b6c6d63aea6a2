package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.review.Review;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerTextTests {

    private static final String DELETE = "kubectl delete namespace/kube-system";

    private String ending = "COMPLETED";
    private String because = "";
    private Planning planning = planned("intent", "scale web in shop from 3 to 4 replicas", scale());
    private @Nullable Review review;
    private List<StepResult> changes = List.of();
    private final Map<String, Settlement.Undo> undone = new LinkedHashMap<>();
    private boolean undoAsked;
    private List<PlanningRequest.Objection> objections = List.of();
    private List<PlanningRequest.Attempt> failed = List.of();

    @Test
    void whatAGuardRefusedIsNoAdvice() {
        refused();

        assertThat(answer())
                .startsWith(
                        "A person is needed: review refuses the plan: Namespace kube-system belongs to the cluster\n")
                .doesNotContain("A person would run")
                .containsSubsequence(
                        "What would help",
                        "Hand it to the people who run the cluster.",
                        "Scale to zero instead.",
                        "Review objected",
                        "What was refused, as a command",
                        DELETE);
    }

    @Test
    void whatWasRefusedIsNoAdviceEvenIfThePlannerHasNoPlanLeft() {
        refused();
        planning = new Planning.CannotPlan("refused", "nothing else is known", List.of("ask somebody"), List.of());

        assertThat(answer()).contains("What was refused, as a command").doesNotContain("A person would run");
    }

    @Test
    void whatNobodyRefusedIsWhatAPersonWouldRun() {
        ending = "ESCALATED";
        because = "the server does not answer";

        assertThat(answer())
                .startsWith("A person is needed: the server does not answer")
                .contains("A person would run\n  kubectl scale deployment/web --replicas=4 -n shop\n");
    }

    @Test
    void whatWasTriedWithoutSuccessIsNoAdvice() {
        ending = "ESCALATED";
        failed = List.of(new PlanningRequest.Attempt(((Planning.Planned) planning).plan(), "still broken"));

        assertThat(answer()).contains("The plan that did not help, as commands").doesNotContain("A person would run");
    }

    @Test
    void aManifestCanBeCopiedToAShellAsItStands() {
        ending = "ESCALATED";
        var apply = new Step(
                1, "k8s_apply", Map.of("manifest", Map.of("kind", "ConfigMap")), true, "asked for", "converged");
        planning = planned("intent", "create it", apply);

        assertThat(answer())
                .contains("\nkubectl apply --server-side -f - <<'EOF'\n{\n  \"kind\" : \"ConfigMap\"\n}\nEOF\n");
    }

    @Test
    void theHeadlineOfAFixSaysWhatWasDone() {
        planning = planned("cause", "Deployment/web names the ConfigMap x, which does not exist", scale());
        changed("c-1", "update");

        assertThat(answer()).startsWith("Done: Deployment/web in shop: spec.replicas 3 -> 4\n");
    }

    @Test
    void theHeadlineOfAPlannedFixSaysThatItIsOne() {
        planning = planned("cause", "Deployment/web names the ConfigMap x, which does not exist", scale());

        assertThat(answer()).startsWith("Planned, not run: a fix for: Deployment/web names the ConfigMap x");
    }

    @Test
    void anUndoThatWasRefusedSaysSoAndWhatAPersonCanDo() {
        ending = "ESCALATED";
        changed("c-1", "update");
        undoAsked = true;
        undone.put("c-1", new Settlement.Undo(false, "Deployment/web has moved on: kubectl has changed it"));

        assertThat(answer())
                .startsWith("Not undone: Deployment/web has moved on: kubectl has changed it\n")
                .doesNotContain("A person would run", "Could not undo")
                .contains("Verified when it was done\n  step 1: converged\n")
                .containsSubsequence(
                        "You can", "copilot undo k7f3-9q2m", "by hand", "Deployment/web in shop: spec.replicas 4 -> 3");
    }

    @Test
    void anUndoInPartSaysHowMuch() {
        ending = "ESCALATED";
        changed("c-1", "update", "c-2", "create");
        undoAsked = true;
        undone.put("c-1", new Settlement.Undo(true, "undone"));
        undone.put("c-2", new Settlement.Undo(false, "2 different people must ask for it"));

        assertThat(answer())
                .startsWith("Undone in part, 1 of 2: 2 different people must ask for it\n")
                .contains("    Deployment/web in shop: kubectl delete deployment/web -n shop\n")
                .doesNotContain("spec.replicas 4 -> 3");
    }

    @Test
    void afterAnUndoItSaysHowTheUndoWasVerified() {
        because = "user:ann asked to undo it";
        changed("c-1", "update");
        undoAsked = true;
        undone.put(
                "c-1",
                new Settlement.Undo(
                        true,
                        "Deployment/web in shop: spec.replicas 4 -> 3\nconverged after 0.5 s\nchange c-2; change_undo takes it back"));

        assertThat(answer())
                .startsWith("Undone: user:ann asked to undo it\n")
                .contains(
                        "Verified\n  undo of c-1: Deployment/web in shop: spec.replicas 4 -> 3; converged after 0.5 s\n")
                .doesNotContain("step 1: converged");
    }

    private void refused() {
        ending = "ESCALATED";
        because = "review sent back 3 plans";
        var delete = new Step(
                1, "k8s_delete", Map.of("kind", "Namespace", "name", "kube-system"), true, "asked for", "gone");
        planning = planned("intent", "delete Namespace/kube-system", delete);
        var plan = ((Planning.Planned) planning).plan();
        var findings = List.of(
                new Finding("core/object-delete", Severity.APPROVAL, "deletes a namespace", "Scale to zero instead."),
                new Finding(
                        "core/system-namespace",
                        Severity.BLOCK,
                        "Namespace kube-system belongs to the cluster",
                        "Hand it to the people who run the cluster."));
        review = new Review(plan, new Verdict.Rejected(findings), List.of(), "");
        objections = List.of(new PlanningRequest.Objection(
                plan, List.of("core/system-namespace"), List.of("Namespace kube-system belongs to the cluster")));
    }

    private void changed(String... idsAndOperations) {
        var results = new ArrayList<StepResult>();
        for (int i = 0; i < idsAndOperations.length; i += 2) {
            var change = Map.of(
                    "target", Map.of("kind", "Deployment", "name", "web", "namespace", "shop"),
                    "operation", idsAndOperations[i + 1],
                    "diff", List.of(Map.of("path", "spec.replicas", "old", 3L, "new", 4L)));
            var json = Map.<String, Object>of("change", Map.of("changes", List.of(change)));
            results.add(
                    new StepResult(1 + i / 2, "k8s_scale", new ToolOutcome.Done("done", json), idsAndOperations[i], 5));
        }
        changes = List.copyOf(results);
    }

    private static Step scale() {
        var arguments =
                Map.<String, Object>of("kind", "Deployment", "name", "web", "namespace", "shop", "replicas", 4L);
        return new Step(1, "k8s_scale", arguments, true, "asked for", "converged");
    }

    private static Planning planned(String strategy, String readback, Step step) {
        return new Planning.Planned(
                new Plan(strategy, "core/rule", readback, List.of(step), "", ""), List.of(), 0, false);
    }

    private String answer() {
        var request = new Request(
                new RequestId("k7f3-9q2m"),
                "do it",
                "shop",
                Mode.RUN,
                "ann",
                false,
                Request.Origin.OPERATOR,
                null,
                Instant.parse("2026-11-23T10:00:00Z"));
        var settlement = new Settlement(
                request,
                ending,
                because,
                planning,
                review,
                List.of(),
                changes,
                undone,
                undoAsked,
                List.of("step 1: converged"),
                List.of(),
                objections,
                failed,
                List.of(),
                List.of());
        return new AnswerText(settlement, ChangeLines.of(settlement), List.of(), List.of(), List.of()).write();
    }
}
