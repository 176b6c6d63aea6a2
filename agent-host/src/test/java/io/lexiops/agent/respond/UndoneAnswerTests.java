package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.plan.PlanningRequest;
import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.route.StepResult;
import io.lexiops.agent.tool.ToolOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UndoneAnswerTests {

    private static final Plan ROLLBACK = new Plan(
            "cause",
            "core/image-tag-missing",
            "roll redis back",
            List.of(new Step(
                    1,
                    "k8s_rollout",
                    Map.of(
                            "kind",
                            "StatefulSet",
                            "name",
                            "redis",
                            "namespace",
                            "shop",
                            "action",
                            "undo",
                            "toRevision",
                            1L),
                    true,
                    "the image does not exist",
                    "converged")),
            "",
            "");

    @Test
    void whatWasUndoneIsNotCalledDone() {
        var text = text(List.of(rolledBack()), Map.of("chg-1", new Settlement.Undo(true, "ok")));

        assertThat(text)
                .contains("\nDone and undone\n", "StatefulSet/redis in shop: image b -> a (undone)")
                .contains("\nVerified before it was undone\n")
                .doesNotContain("\nDone\n", "\nVerified\n");
    }

    @Test
    void whatCouldNotBeUndoneIsDone() {
        var text = text(List.of(rolledBack()), Map.of("chg-1", new Settlement.Undo(false, "redis has moved on")));

        assertThat(text)
                .contains("\nDone\n", "Could not undo change chg-1: redis has moved on")
                .doesNotContain("(undone)");
    }

    @Test
    void whatDidNotHelpIsNoAdviceForAPerson() {
        var text = text(List.of(rolledBack()), Map.of("chg-1", new Settlement.Undo(true, "ok")));

        assertThat(text).contains("Tried without success").doesNotContain("A person would run", "--to-revision");
    }

    @Test
    void whatTheProgramMightNotDoIsSaidAsACommand() {
        var refused = new ToolOutcome.Failed("forbidden", "may not patch statefulsets", "", Map.of());
        var text = text(List.of(new StepResult(1, "k8s_rollout", refused, null, 5)), Map.of());

        assertThat(text)
                .contains(
                        "The plan that did not help, as commands",
                        "kubectl rollout undo statefulset/redis --to-revision=1 -n shop");
    }

    @Test
    void aPodThatWasReplacedIsNamedAndStaysReplaced() {
        var pod = Map.of(
                "target", Map.of("kind", "Pod", "name", "redis-0", "namespace", "shop"),
                "operation", "replace",
                "diff", List.of());
        var text = text(List.of(result(List.of(change(), pod))), Map.of("chg-1", new Settlement.Undo(true, "ok")));

        assertThat(text).contains("Pod/redis-0 in shop: replaced, it was not ready\n");
    }

    private static StepResult rolledBack() {
        return result(List.of(change()));
    }

    private static Map<String, Object> change() {
        return Map.of(
                "target", Map.of("kind", "StatefulSet", "name", "redis", "namespace", "shop"),
                "operation", "update",
                "diff", List.of(Map.of("path", "image", "old", "b", "new", "a")));
    }

    private static StepResult result(List<Map<String, Object>> changes) {
        var json = Map.<String, Object>of("change", Map.of("id", "chg-1", "changes", changes));
        return new StepResult(1, "k8s_rollout", new ToolOutcome.Done("ok", json), "chg-1", 5);
    }

    /** Of a case that was given up after its only plan. */
    private static String text(List<StepResult> results, Map<String, Settlement.Undo> undone) {
        var request = new Request(
                new RequestId("aaaa-0001"),
                "redis is broken, fix it",
                "shop",
                Mode.RUN,
                "ann",
                true,
                Request.Origin.OPERATOR,
                null,
                Instant.parse("2026-11-23T10:00:00Z"));
        var settlement = new Settlement(
                request,
                "ESCALATED",
                "it did not help",
                new Planning.Planned(ROLLBACK, List.of(), 0, false),
                null,
                results,
                results.stream().filter(result -> result.changeId() != null).toList(),
                undone,
                false,
                List.of("looked"),
                List.of(),
                List.of(),
                List.of(new PlanningRequest.Attempt(ROLLBACK, "it did not help")),
                List.of(),
                List.of());
        return new AnswerText(settlement, ChangeLines.of(settlement), List.of(), List.of(), List.of()).write();
    }
}
