package io.lexiops.rules;

/** One rule file is wrong at one place; collected into a {@link RulePackRejected}. */
final class BadRule extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RuleError error;

    BadRule(RuleError error) {
        super(error.toString());
        this.error = error;
    }

    RuleError error() {
        return error;
    }
}
