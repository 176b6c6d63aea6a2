package io.lexiops.server.audit;

import java.util.List;
import java.util.Set;

/**
 * One record for each call, in the order in which the calls ended. Each record holds the hash of the one before it, so
 * that an edit, a deletion or another order can be found.
 */
public interface AuditTrail {

    /**
     * Appends a record; it is on disk when this returns.
     *
     * @throws AuditUnavailable if it cannot be written; the call must then fail
     */
    AuditRecord append(AuditEntry entry);

    /** The newest records that match, newest first. */
    List<AuditRecord> find(AuditQuery query);

    /** Those of the changes that no record names. */
    Set<String> unrecorded(Set<String> changeIds);

    /** Walks the whole trail. */
    Verification verify();
}
