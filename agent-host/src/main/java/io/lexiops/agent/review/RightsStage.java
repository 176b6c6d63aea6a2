package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.agent.tool.JsonTree.text;

/** The identity that executes may do what the step does; if not, the finding has the command that would allow it. */
final class RightsStage implements ReviewStage {

    static final String RULE = "review/rights";

    private static final Map<String, Right> RIGHTS = Map.of(
            "k8s_scale", new Right("patch", "scale"),
            "k8s_set_image", new Right("patch", ""),
            "k8s_rollout", new Right("patch", ""),
            "k8s_patch", new Right("patch", ""),
            "k8s_delete", new Right("delete", ""));

    private record Right(String verb, String subresource) {}

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        for (var step : plan.writes()) {
            var right = RIGHTS.get(step.tool());
            if (right != null && !text(step.arguments(), "kind").isEmpty()) {
                ask(plan, step, right, findings);
            }
        }
        return findings.list();
    }

    private static void ask(PlanInReview plan, Step step, Right right, Findings findings) {
        var question = new LinkedHashMap<String, Object>();
        question.put("verb", right.verb());
        for (var key : List.of("kind", "namespace", "apiVersion")) {
            if (step.arguments().get(key) instanceof String value) {
                question.put(key, value);
            }
        }
        if (!right.subresource().isEmpty()) {
            question.put("subresource", right.subresource());
        }
        // No answer is no refusal: the dry run runs as the same identity and fails where the real call would.
        if (plan.server().read("k8s_can_i", question) instanceof ToolOutcome.Done(var words, var answer)
                && Boolean.FALSE.equals(answer.get("allowed"))) {
            plan.putAside(step);
            findings.add(
                    Severity.BLOCK,
                    "step %d (%s): %s".formatted(step.number(), step.tool(), firstLine(words)),
                    "an administrator can allow it: " + text(answer, "command"));
        }
    }

    private static String firstLine(String words) {
        return words.lines().findFirst().orElse("the right is missing");
    }
}
