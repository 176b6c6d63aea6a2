package io.lexiops.agent.knowledge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What one settled case taught.
 *
 * @param caseId     the case; a case is learned once
 * @param key        cases with an equal key are one lesson
 * @param told       what happened
 * @param provenance what it rests on
 */
public record Lesson(String caseId, Key key, Told told, Provenance provenance) {

    public Lesson {
        requireNonNull(key, "key");
        requireNonNull(told, "told");
        requireNonNull(provenance, "provenance");
        if (caseId.isBlank()) {
            throw new IllegalArgumentException("a lesson without a case");
        }
    }

    /**
     * What makes two cases the same lesson.
     *
     * @param faultClass the class of the fault as the packs name it ({@code image}), or {@code change} for an order
     * @param owner      who owns the object, for example {@code Deployment shop/web} or {@code helm shop/web}
     * @param template   the plan template: the fix's or the intent's rule id
     */
    public record Key(String faultClass, String owner, String template) {
        public Key {
            if (faultClass.isBlank() || owner.isBlank() || template.isBlank()) {
                throw new IllegalArgumentException("a lesson needs class, owner and template, not '%s', '%s', '%s'"
                        .formatted(faultClass, owner, template));
            }
        }
    }

    /**
     * What happened, in lines that people read.
     *
     * @param summary  one line: the cause, or what was asked for
     * @param symptoms facts that were seen, one line each
     * @param steps    what was done, one line each
     * @param outcome  how the case ended
     */
    public record Told(
            String summary, List<String> symptoms, List<String> steps, Outcome outcome, Duration took, Instant at) {
        public Told {
            requireNonNull(summary, "summary");
            symptoms = List.copyOf(symptoms);
            steps = List.copyOf(steps);
            requireNonNull(outcome, "outcome");
            requireNonNull(took, "took");
            requireNonNull(at, "at");
        }
    }

    /**
     * What the lesson rests on; becomes the trailers of the commit.
     *
     * @param planDigest empty if the case had no plan
     * @param rules      ids of the rules that decided
     * @param actor      who asked
     */
    public record Provenance(String planDigest, List<String> rules, String actor) {
        public Provenance {
            requireNonNull(planDigest, "planDigest");
            rules = List.copyOf(rules);
            requireNonNull(actor, "actor");
        }
    }

    /** How a case ended. */
    public enum Outcome {
        COMPLETED,
        UNDONE,
        REJECTED,
        ESCALATED,
        CANCELLED
    }
}
