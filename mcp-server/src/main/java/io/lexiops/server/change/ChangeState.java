package io.lexiops.server.change;

/** How far a change is. */
enum ChangeState {
    /** Allowed and recorded; the backend was not called. */
    PLANNED,
    /** The backend was called; what came of it is not known yet. */
    STARTED,
    /** Done, and the world is as asked for. */
    CONVERGED,
    /** Done; whether the world followed could not be found out. */
    APPLIED,
    NO_CHANGE,
    /** Done, but the world has not followed within its time. */
    NOT_CONVERGED,
    /** Some of its objects were written and the others were refused; it is known which. */
    PARTIAL,
    /** Nothing was changed. */
    FAILED,
    /** Something may have been changed, and looking at it did not tell. */
    UNKNOWN,
    /** Done, and taken back by a later change. */
    UNDONE;

    boolean open() {
        return this == PLANNED || this == STARTED;
    }

    /** Whether the objects are as the change left them, as far as the ledger knows. */
    boolean inEffect() {
        return this == CONVERGED || this == APPLIED || this == NOT_CONVERGED || this == PARTIAL || this == UNKNOWN;
    }
}
