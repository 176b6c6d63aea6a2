package io.lexiops.server.tool;

import java.util.Optional;

/** What accompanies a call on the wire. */
public interface CallContext {

    /** The execution grant: a compact JWS. */
    Optional<String> grant();

    /** The same key means the same call: it is executed at most once. */
    Optional<String> idempotencyKey();

    /** The agent host's case, for the audit trail. */
    Optional<String> caseId();

    /** Whether the caller has gone away or cancelled; long waits look at it. */
    boolean cancelled();

    /** Tells the caller how far a long call is; does nothing if nobody listens. */
    void progress(String message);

    /**
     * Asks the person at the client a yes-or-no question, where the client can do that.
     *
     * @return their answer, or empty if the client cannot ask or nobody answered
     */
    Optional<Boolean> ask(String question);

    /** A context for calls that nobody accompanies: the server's own and those of tests. */
    static CallContext none() {
        return new Unaccompanied();
    }
}
