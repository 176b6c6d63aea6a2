package io.lexiops.server.audit;

import java.time.Instant;

/**
 * A record as it stands in the trail.
 *
 * @param sequence     starts at 1 and has no holes
 * @param at           when the call ended
 * @param previousHash the hash of the record before; 64 zeros for the first
 */
public record AuditRecord(long sequence, Instant at, AuditEntry entry, String previousHash, String hash) {}
