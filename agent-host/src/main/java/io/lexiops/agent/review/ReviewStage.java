package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import java.util.List;

/** One look at a plan. It finds what speaks against it, and may put aside steps that later stages need not look at. */
@FunctionalInterface
interface ReviewStage {

    List<Finding> look(PlanInReview plan);
}
