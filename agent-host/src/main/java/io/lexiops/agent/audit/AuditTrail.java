package io.lexiops.agent.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who did what, and why: records that can be added and verified, never changed. */
public interface AuditTrail {

    /** Adds a record at the end of the chain, in the transaction of the caller if there is one. */
    void record(Entry entry);

    /** Records after a number, oldest first; of one subject if it is given. */
    List<AuditRecord> read(long afterNumber, int limit, @Nullable String subject);

    /** Recomputes the whole chain. */
    Verification verify();

    /**
     * What is recorded.
     *
     * @param actor   {@code user:<name>} or a role of the program
     * @param action  what happened: {@code case.approved}
     * @param subject the case, or what else it is about
     * @param details canonical JSON without payload secrets
     */
    record Entry(Instant at, String actor, String action, String subject, String details) {}

    /** A record at its place in the chain; the hash covers everything before it. */
    record AuditRecord(long number, Entry entry, String previousHash, String hash) {}

    /** Whether the chain is whole. */
    sealed interface Verification {
        record Intact(long records, String lastHash) implements Verification {}

        record Broken(long atNumber, String why) implements Verification {}
    }
}
