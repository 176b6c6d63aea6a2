package io.lexiops.rules;

/** A missing part was answered: the request is understood again with it. Never leaves the matcher. */
final class IntentAgain extends Exception {

    private static final long serialVersionUID = 1L;

    private final String more;

    IntentAgain(String more) {
        super("again", null, false, false);
        this.more = more;
    }

    String more() {
        return more;
    }
}
