package io.lexiops.server.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The book of all changes. Every step is on disk before the next one begins, so that after a crash it tells how far a change
 * was. Every method throws {@link LedgerUnavailable} if the book cannot be read or written; nothing may be changed then.
 */
interface Ledger {

    /** Enters a change that is allowed, with its way back, and uses up what allowed it. */
    Planned plan(NewChange change);

    /** Notes that the backend is called next. */
    void started(String id);

    /**
     * Notes that the backend has done it.
     *
     * @param leftAs a digest of what is there now, for each object that could be read
     */
    void written(String id, Map<TargetRef, String> leftAs);

    /** Closes a change; one that it takes back is marked. */
    void ended(String id, Outcome outcome);

    /** Closes a change that was never made; its idempotency key and what allowed it may be used again. */
    void neverMade(String id, Outcome outcome);

    Optional<LedgerEntry> find(String id);

    Optional<LedgerEntry> findByKey(String caller, String idempotencyKey);

    /** Changes that are open, oldest first. */
    List<LedgerEntry> open();

    /** Closed changes behind a sequence number, oldest first, at most so many: their numbers and ids. */
    SortedMap<Long, String> closed(long after, int most);

    /** Newest first. */
    List<LedgerEntry> list(ChangeQuery query);

    /** Changes that were begun in this time and have touched something in the namespace, oldest first. */
    List<LedgerEntry> started(String namespace, Instant since, Instant until);

    Kept kept(String id);

    /** What the change left, by object; objects that could not be read are missing. */
    Map<TargetRef, String> leftAs(String id);

    /** The newest change after this one, of the same cluster, that is in effect and has touched the object. */
    Optional<LedgerEntry> later(long sequence, TargetRef object);

    /**
     * The version at which a wanted state was first seen.
     *
     * @param state   a digest of the object's identity and of what is wanted of it
     * @param version the version of now, noted if the state is new
     */
    String firstSeen(String state, String version);

    /**
     * A change to be entered.
     *
     * @param arguments redacted
     */
    record NewChange(String id, WriteCall call, Map<String, Object> arguments, Judged judged, Decision decision) {}

    /** Whether a change could be entered. */
    sealed interface Planned {
        record Entered() implements Planned {}

        /** What allowed it has allowed another write before. */
        record PermitUsed() implements Planned {}

        record KeyTaken() implements Planned {}
    }
}
