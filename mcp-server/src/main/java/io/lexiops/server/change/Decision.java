package io.lexiops.server.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a write may run.
 *
 * @param approver {@code user:alice}, {@code policy:core/...}; several with a comma
 * @param permit   what is used up by it: the id of a grant or of a handle; null if there is none
 */
record Decision(By by, String approver, @Nullable Permit permit) {

    /** The ways in which a write can be allowed. */
    enum By {
        GRANT,
        /** A person answered the question at their client. */
        ELICITATION,
        HANDLE,
        /** Nothing is to be done, so nothing had to be allowed. */
        NOT_NEEDED
    }

    /** Something that allows one write and no second one. */
    record Permit(String id, Instant expiry) {}

    static Decision notNeeded() {
        return new Decision(By.NOT_NEEDED, "", null);
    }
}
