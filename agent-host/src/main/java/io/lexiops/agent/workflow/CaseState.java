package io.lexiops.agent.workflow;

/** Where a case stands; the diagram is in the architecture document. */
public enum CaseState {
    PLANNING,
    REVIEWING,
    NEEDS_INPUT,
    AWAITING_APPROVAL,
    EXECUTING,
    VERIFYING,
    UNDOING,
    RESPONDING,
    COMPLETED,
    REJECTED,
    CANCELLED,
    ESCALATED;

    /** Nothing more happens by itself, ever. */
    public boolean settled() {
        return this == COMPLETED || this == REJECTED || this == CANCELLED || this == ESCALATED;
    }

    /** Nothing happens until a person says something. */
    public boolean waitsForPerson() {
        return this == NEEDS_INPUT || this == AWAITING_APPROVAL;
    }

    /** The program itself has something to do. */
    public boolean runnable() {
        return !settled() && !waitsForPerson();
    }
}
