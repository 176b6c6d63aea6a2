package io.lexiops.server.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records; null matches everything.
 *
 * @param before only records with a smaller sequence number, for paging
 */
public record AuditQuery(
        @Nullable String caller,
        @Nullable String tool,
        @Nullable String outcome,
        @Nullable String caseId,
        @Nullable String changeId,
        @Nullable Instant since,
        @Nullable Long before,
        int limit) {

    private static final int MAX_LIMIT = 1000;

    public AuditQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("an audit query asks for 1 to " + MAX_LIMIT + " records, not " + limit);
        }
    }

    public static AuditQuery newest(int limit) {
        return new AuditQuery(null, null, null, null, null, null, null, limit);
    }
}
