package io.lexiops.server.tool;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * Asks the person at the client a yes-or-no question, where the client can do that. Where the protocol has no way
     * back to the client, the call ends here with an exception and is made again with the answer.
     *
     * @return their answer, or empty if the client cannot ask or nobody answered
     * @throws ToolFailed {@code PRECONDITION_FAILED} if the answer was given to a question about something else
     */
    Optional<Answer> ask(Question question);

    /**
     * A yes-or-no question.
     *
     * @param subject what it is about, exactly: an answer counts only for the same subject
     */
    record Question(String text, String subject) {}

    /**
     * What a person said.
     *
     * @param once uses the answer up, where it could be sent a second time; else null
     */
    record Answer(boolean yes, @Nullable Once once) {}

    /** Something that counts one time, until it expires. */
    record Once(String id, Instant expiry) {}

    /** A context for calls that nobody accompanies: the server's own and those of tests. */
    static CallContext none() {
        return new Unaccompanied();
    }
}
