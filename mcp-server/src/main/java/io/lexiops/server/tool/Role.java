package io.lexiops.server.tool;

/** What a caller is to the server; the table in the architecture document. */
public enum Role {
    /** Reads. */
    PLANNER,
    /** Sees everything; calls writes only as dry runs. */
    REVIEWER,
    /** Calls writes only with a valid execution grant. */
    ROUTER,
    /** Reads, and writes after confirmation. */
    OPERATOR,
    /** Reads. */
    OBSERVER;

    public boolean seesWrites() {
        return this == REVIEWER || this == ROUTER || this == OPERATOR;
    }
}
