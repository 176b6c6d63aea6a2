package io.lexiops.agent.review;

import io.lexiops.rules.Finding;
import java.util.List;

/** May this plan run? */
public sealed interface Verdict {

    List<Finding> findings();

    /** Policy allows it without a person; the findings are notes. */
    record Approved(List<Finding> findings) implements Verdict {}

    /**
     * People must allow it first.
     *
     * @param people how many different people, 1 or 2
     */
    record NeedsApproval(List<Finding> findings, int people) implements Verdict {
        public NeedsApproval {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("an approval is needed because of something");
            }
        }
    }

    /** A guard blocks it: back to the Planner with the findings. */
    record Rejected(List<Finding> findings) implements Verdict {
        public Rejected {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("a plan is rejected because of something");
            }
        }
    }
}
