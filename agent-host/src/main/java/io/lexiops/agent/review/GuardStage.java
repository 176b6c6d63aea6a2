package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import java.util.List;

/** What the guards of the packs said to each dry run; the server judged, with the live objects before it. */
final class GuardStage implements ReviewStage {

    @Override
    public List<Finding> look(PlanInReview plan) {
        return plan.previews().stream()
                .flatMap(preview -> preview.findings().stream())
                .toList();
    }
}
