package io.lexiops.agent.workflow;

/** What a person said does not fit to where the case stands. */
public final class CaseRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CaseRefused(String message) {
        super(message);
    }
}
