package io.lexiops.agent.plan;

import java.util.List;
import java.util.Map;

/** What planning came to. */
public sealed interface Planning {

    /**
     * A plan to review.
     *
     * @param facts      what was found on the way, as the diagnosis gave it; shown in the answer
     * @param candidates   how many further candidates there are if this one does not help
     * @param hypothetical whether the words only asked what would happen: the plan is shown and never run
     */
    record Planned(Plan plan, List<Fact> facts, int candidates, boolean hypothetical) implements Planning {}

    /** A question that only the operator can answer. */
    record NeedsInput(String question, List<String> options) implements Planning {}

    /** Looked, and nothing is to be done: healthy, outside this cluster, a rollout in progress. */
    record NothingToDo(String because, List<Fact> facts) implements Planning {}

    /**
     * No plan.
     *
     * @param kind     {@code not_understood}, {@code not_found}, {@code no_fix}, {@code forbidden}, {@code no_tool},
     *                 {@code unavailable}
     * @param because  what is missing, in words for the operator
     * @param tryThis  what they can say or run instead, one line each
     */
    record CannotPlan(String kind, String because, List<String> tryThis, List<Fact> facts) implements Planning {

        /** Whether other words, or a right that the operator gets, can make it possible: then the case waits. */
        public boolean waitsForOperator() {
            return kind.equals("not_understood") || kind.equals("not_found") || kind.equals("forbidden");
        }
    }

    /**
     * Something that was found.
     *
     * @param rule   the cause rule; empty for a plain observation
     * @param says   in one sentence
     * @param source where it was read: {@code Pod/web-7d9f status}
     * @param details a JSON tree for programs: the fault class, the target, the evidence
     */
    record Fact(String rule, String says, String source, Map<String, Object> details) {}
}
