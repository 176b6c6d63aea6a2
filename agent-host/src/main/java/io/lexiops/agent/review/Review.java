package io.lexiops.agent.review;

import io.lexiops.agent.plan.Plan;
import java.util.List;

/**
 * What the Reviewer found out about a plan.
 *
 * @param previews one for each write that could be dry-run now
 * @param packs    digest of the server's rule packs at the time
 */
public record Review(Plan plan, Verdict verdict, List<StepPreview> previews, String packs) {

    public Review {
        previews = List.copyOf(previews);
    }
}
