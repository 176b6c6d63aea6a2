package io.lexiops.agent.tool;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as it goes over the wire.
 *
 * @param arguments      a JSON tree
 * @param caseId         for the server's audit trail; null outside a case
 * @param grant          the execution grant as a compact JWS; null for reads and dry runs
 * @param idempotencyKey the same key is executed at most once; null for reads and dry runs
 * @param deadline       how long to wait for the outcome
 */
public record ToolRequest(
        String tool,
        Map<String, Object> arguments,
        @Nullable String caseId,
        @Nullable String grant,
        @Nullable String idempotencyKey,
        Duration deadline) {

    public static ToolRequest read(String tool, Map<String, Object> arguments, @Nullable String caseId) {
        return new ToolRequest(tool, arguments, caseId, null, null, Duration.ofSeconds(60));
    }
}
