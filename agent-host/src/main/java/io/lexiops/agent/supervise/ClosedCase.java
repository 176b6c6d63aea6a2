package io.lexiops.agent.supervise;

import java.time.Instant;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What the supervisor knows of a case that rests.
 *
 * @param id             the case
 * @param text           the request, redacted
 * @param faultClass     the class of the first cause, as the packs name it; empty if none was found
 * @param cause          the rule id of the first cause; empty if none was found
 * @param owner          what the case was about, for example {@code Deployment shop/web}; empty if unknown
 * @param template       the fix or intent that planned, a rule id; empty if there was no plan
 * @param rejectingRules guards that rejected a plan of the case, each once
 * @param understood     false if no intent, cause or runbook fitted the words
 * @param outcome        how it ended
 */
public record ClosedCase(
        String id,
        String text,
        String faultClass,
        String cause,
        String owner,
        String template,
        List<String> rejectingRules,
        boolean understood,
        Outcome outcome,
        Instant receivedAt,
        Instant closedAt) {

    public ClosedCase {
        rejectingRules = List.copyOf(rejectingRules);
        requireNonNull(outcome, "outcome");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(closedAt, "closedAt");
        if (id.isBlank()) {
            throw new IllegalArgumentException("a case without id");
        }
    }

    /** How a case ended. */
    public enum Outcome {
        COMPLETED,
        UNDONE,
        REJECTED,
        ESCALATED,
        CANCELLED,
        /** It was not understood and waits for other words, which perhaps nobody will say. */
        WAITING
    }
}
