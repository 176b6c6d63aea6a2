package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The append-only record of every case. What is not in it has not happened. */
public interface CaseJournal {

    /**
     * Opens a case with its request.
     *
     * @return the id under which it is kept: that of an earlier case if the request repeats an idempotency key
     * @throws IdempotencyKeyReused if the key belongs to a request with other words
     */
    RequestId open(CaseEvent.Received received, String actor);

    /**
     * Adds one event.
     *
     * @param expectedSize how many events the writer has seen; another number means that somebody was faster
     * @throws CaseMoved if the case has another number of events; nothing was written
     */
    RecordedEvent append(RequestId id, int expectedSize, String actor, CaseEvent event);

    /** The whole case, or empty if there is none. */
    Optional<CaseFile> find(RequestId id);

    /** Heads, newest first. */
    List<Head> list(Filter filter);

    /** Cases that the program has something to do for, oldest first. */
    List<RequestId> runnable();

    /** Cases that wait for a person although their time is over, oldest first. */
    List<RequestId> overdue(Instant now);

    /** Settled cases whose lesson is not committed yet, oldest first. */
    List<RequestId> unlearned();

    /** Cases that have not moved since they were settled or began to wait for words, at or after the instant; oldest first. */
    List<Head> restingSince(Instant since, int atMost);

    /** One line about a case. */
    record Head(
            RequestId id,
            CaseState state,
            String requester,
            @Nullable String namespace,
            String text,
            int events,
            Instant receivedAt,
            Instant changedAt) {}

    /**
     * Which cases.
     *
     * @param state  null means any
     * @param before only cases received before; null means up to now
     * @param limit  1 to 200
     */
    record Filter(@Nullable CaseState state, @Nullable Instant before, int limit) {
        public Filter {
            if (limit < 1 || limit > 200) {
                throw new IllegalArgumentException("limit is 1 to 200, not " + limit);
            }
        }
    }
}
