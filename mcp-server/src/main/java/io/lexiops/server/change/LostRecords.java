package io.lexiops.server.change;

import io.lexiops.server.audit.AuditEntry;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.tool.ToolResult;
import java.util.HashSet;
import java.util.Map;

/**
 * Puts the calls into the audit trail that made a change and were cut off before they could be recorded: one record each,
 * whenever the server was killed.
 */
final class LostRecords {

    private static final int PAGE = 500;
    private static final int LONGEST_ARGUMENTS = 16_384;

    private final Ledger ledger;
    private final AuditTrail trail;

    LostRecords(Ledger ledger, AuditTrail trail) {
        this.ledger = ledger;
        this.trail = trail;
    }

    /**
     * Records each closed change that the trail does not know. Only before the first call of this process: one that runs is
     * closed a moment before it is recorded.
     */
    void recordAll() {
        var page = ledger.closed(0, PAGE);
        while (!page.isEmpty()) {
            var lost = trail.unrecorded(new HashSet<>(page.values()));
            page.values().stream()
                    .filter(lost::contains)
                    .forEach(id -> record(ledger.find(id).orElseThrow()));
            page = ledger.closed(page.lastKey(), PAGE);
        }
    }

    /** Records a change whose call will not be recorded any more. */
    void record(LedgerEntry entry) {
        var outcome = entry.outcome();
        if (outcome == null) {
            // Nobody knows yet how it ended; it is recorded when it is settled.
            return;
        }
        var result = ChangeReport.of(entry, false);
        var message = outcome.message();
        trail.append(new AuditEntry(
                entry.caller(),
                entry.role(),
                entry.caseId(),
                entry.tool(),
                entry.argumentsDigest(),
                arguments(entry),
                result instanceof ToolResult.Failure failure ? failure.code().wireName() : "ok",
                AuditEntry.RECOVERED + ": " + outcome.state() + (message.isEmpty() ? "" : ", " + message),
                entry.id(),
                outcome.took()));
    }

    private static String arguments(LedgerEntry entry) {
        var text = Json.text(entry.arguments());
        return text.length() <= LONGEST_ARGUMENTS
                ? text
                : Json.text(Map.of("tooLong", text.length(), "start", text.substring(0, 2000)));
    }
}
