package io.lexiops.server.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change as the ledger shows it; redacted.
 *
 * @param sequence  later changes have higher ones
 * @param context   the cluster it was made in; null if that was not noted then
 * @param inverse   tool and arguments; null if the change cannot be undone
 * @param undoes    the change that this one takes back
 * @param undoneBy  the change that took this one back
 * @param outcome   null while the change is open
 * @param writtenAt null as long as it is not known that the backend has done it
 */
record LedgerEntry(
        long sequence,
        String id,
        String caller,
        String role,
        @Nullable String caseId,
        @Nullable String idempotencyKey,
        @Nullable String context,
        String tool,
        String argumentsDigest,
        Map<String, Object> arguments,
        List<Map<String, Object>> targets,
        List<Map<String, Object>> changes,
        String risk,
        List<Map<String, Object>> findings,
        String decidedBy,
        String approver,
        @Nullable Map<String, Object> inverse,
        @Nullable String undoes,
        @Nullable String undoneBy,
        ChangeState state,
        @Nullable Outcome outcome,
        Instant plannedAt,
        @Nullable Instant startedAt,
        @Nullable Instant writtenAt) {

    LedgerEntry {
        targets = List.copyOf(targets);
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }
}
