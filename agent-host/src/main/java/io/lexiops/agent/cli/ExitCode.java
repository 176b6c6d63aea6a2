package io.lexiops.agent.cli;

/** What the shell gets; stable. */
enum ExitCode {
    DONE(0),
    ERROR(1),
    WAITS(2),
    ESCALATED(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
