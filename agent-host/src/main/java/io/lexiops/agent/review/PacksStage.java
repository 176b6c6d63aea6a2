package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;

/** The plan was made under the rules by which the server judges; else a person decides what that means. */
final class PacksStage implements ReviewStage {

    static final String RULE = "review/packs";

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var made = plan.plan().rules();
        plan.previews().stream()
                .map(Preview::packs)
                .filter(judged -> !judged.isEmpty() && !made.isEmpty() && !judged.equals(made))
                .distinct()
                .forEach(judged -> findings.add(
                        Severity.APPROVAL,
                        "the plan was made under other rules (%s) than the server judges by (%s)"
                                .formatted(brief(made), brief(judged)),
                        "give both programs the same rule packs"));
        return findings.list();
    }

    private static String brief(String digest) {
        return digest.substring(0, Math.min(digest.length(), 19));
    }
}
