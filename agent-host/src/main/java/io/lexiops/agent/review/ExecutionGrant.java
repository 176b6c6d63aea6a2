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
 * @param approvers       {@code user:<name>} or {@code policy:<rule>}, each once
 */
record ExecutionGrant(
        String caseId,
        String planDigest,
        int step,
        String tool,
        String argumentsDigest,
        List<Map<String, Object>> targets,
        String packs,
        List<String> approvers) {

    ExecutionGrant {
        targets = List.copyOf(targets);
        approvers = approvers.stream().distinct().sorted().toList();
        if (approvers.isEmpty() || !approvers.stream().allMatch(by -> by.matches("(user|policy):.+"))) {
            throw new IllegalArgumentException("an approver is user:<name> or policy:<rule>, not " + approvers);
        }
    }
}
