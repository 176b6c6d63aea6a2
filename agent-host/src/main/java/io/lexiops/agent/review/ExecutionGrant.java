package io.lexiops.agent.review;

import java.util.List;
import java.util.Map;

/**
 * The permission to run one step once, exactly as it was previewed.
 *
 * @param caseId          the case it belongs to
 * @param planDigest      the plan that was reviewed
 * @param argumentsDigest as the server computed it
 * @param targets         JSON trees with resourceVersion or "absent"
 * @param packs           digest of the server's rule packs that judged
 * @param approver        {@code user:<name>} or {@code policy:<rule>}
 */
record ExecutionGrant(
        String caseId,
        String planDigest,
        int step,
        String tool,
        String argumentsDigest,
        List<Map<String, Object>> targets,
        String packs,
        String approver) {

    ExecutionGrant {
        targets = List.copyOf(targets);
        if (!approver.startsWith("user:") && !approver.startsWith("policy:")) {
            throw new IllegalArgumentException("an approver is user:<name> or policy:<rule>, not " + approver);
        }
    }
}
