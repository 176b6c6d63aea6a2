package io.lexiops.server.audit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one call.
 *
 * @param role            the role's wire name: {@code planner}
 * @param caseId          the agent host's case
 * @param argumentsDigest see {@link ArgumentsDigest}; of what was sent, before redaction
 * @param arguments       redacted, as JSON
 * @param outcome         {@code ok} or the wire name of an error code
 * @param detail          what an error said, redacted
 * @param changeId        the change in the ledger, if the call made one
 */
public record AuditEntry(
        String caller,
        String role,
        @Nullable String caseId,
        String tool,
        String argumentsDigest,
        String arguments,
        String outcome,
        @Nullable String detail,
        @Nullable String changeId,
        Duration took) {

    /** How the detail of a record begins that was not written when its call ended, because the server was stopped before. */
    public static final String RECOVERED = "recovered after an interruption";

    public boolean recovered() {
        return detail != null && detail.startsWith(RECOVERED);
    }
}
