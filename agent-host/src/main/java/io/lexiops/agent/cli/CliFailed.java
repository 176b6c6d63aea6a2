package io.lexiops.agent.cli;

/** A command cannot go on; the message is for the person at the terminal and says what to do. */
final class CliFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CliFailed(String message) {
        super(message);
    }

    CliFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
