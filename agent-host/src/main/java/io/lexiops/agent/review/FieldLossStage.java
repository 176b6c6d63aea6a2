package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.List;

/** A write that would drop fields which it does not speak of needs a person. */
final class FieldLossStage implements ReviewStage {

    static final String RULE = "review/field-loss";

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        for (var preview : plan.previews()) {
            // Only a whole manifest drops a field by not mentioning it; every other tool is told what to remove.
            if (!preview.fieldLoss().isEmpty() && preview.step().tool().equals("k8s_apply")) {
                findings.add(
                        Severity.APPROVAL,
                        "step %d would drop %s"
                                .formatted(preview.step().number(), String.join(", ", preview.fieldLoss())),
                        "add the fields to the manifest, or have a person allow it");
            }
        }
        return findings.list();
    }
}
