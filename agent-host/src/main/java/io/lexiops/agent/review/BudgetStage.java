package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;

/** One plan does not change the world. */
final class BudgetStage implements ReviewStage {

    static final String RULE = "review/budget";

    private final int maxWrites;
    private final int maxTargets;

    BudgetStage(int maxWrites, int maxTargets) {
        this.maxWrites = maxWrites;
        this.maxTargets = maxTargets;
    }

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        long writes = plan.steps().stream().filter(Step::write).count();
        if (writes > maxWrites) {
            findings.add(
                    Severity.BLOCK,
                    "the plan has %d writes, more than %d".formatted(writes, maxWrites),
                    "split the request");
        }
        long targets = plan.previews().stream()
                .flatMap(preview -> preview.changes().stream())
                // A pod that is made anew belongs to the workload that is counted.
                .filter(change -> change.happens() && !change.replaces())
                .map(Preview.Change::words)
                .distinct()
                .count();
        if (targets > maxTargets) {
            findings.add(
                    Severity.BLOCK,
                    "the plan changes %d objects, more than %d".formatted(targets, maxTargets),
                    "split the request, or name fewer objects");
        }
        return findings.list();
    }
}
