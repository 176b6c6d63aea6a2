package io.lexiops.server.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An execution grant whose signature, issuer, audience and time were found good. What it allows is not checked yet.
 *
 * @param id        used once
 * @param arguments digest of the arguments
 * @param targets   JSON trees, as the preview showed them
 * @param packs     digest of the rule packs at the time of the review
 * @param approvers {@code user:...} and {@code policy:...}
 */
record Grant(
        String id,
        Instant expiry,
        String caseId,
        String plan,
        long step,
        String tool,
        String arguments,
        List<Map<String, Object>> targets,
        String packs,
        List<String> approvers) {

    private static final String PERSON = "user:";

    Grant {
        targets = List.copyOf(targets);
        approvers = List.copyOf(approvers);
    }

    /** How many different people allowed it. */
    int people() {
        return (int) approvers.stream()
                .filter(approver -> approver.startsWith(PERSON) && approver.length() > PERSON.length())
                .distinct()
                .count();
    }
}
