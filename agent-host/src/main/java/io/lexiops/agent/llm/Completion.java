package io.lexiops.agent.llm;

/** What a model made of a prompt. */
public sealed interface Completion {

    /** It answered. The text is untrusted: parse it, review what comes out. */
    record Text(String text, long tokens) implements Completion {}

    /** It answered that it will not. */
    record Refused(String why) implements Completion {}

    /** The prompt or the answer was longer than the model or the prompt allows. */
    record TooLong(String what) implements Completion {}

    /** The case has used up what it may spend; the model was not asked. */
    record OverBudget(String what) implements Completion {}

    /** There is no answer: not configured, not reachable, out of order, too slow, or unreadable. */
    record Away(String why) implements Completion {}
}
