package io.lexiops.rules;

/** Understanding ends here, deep in a clause, with an outcome for the operator. Never leaves the matcher. */
final class IntentStopped extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Understanding outcome;

    IntentStopped(Understanding outcome) {
        super("stopped", null, false, false);
        this.outcome = outcome;
    }

    Understanding outcome() {
        return outcome;
    }
}
