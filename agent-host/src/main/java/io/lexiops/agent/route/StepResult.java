package io.lexiops.agent.route;

import io.lexiops.agent.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a step ended.
 *
 * @param tool     the tool that executed it, which may be another than planned: the right tool owns the change
 * @param changeId the server's ledger entry, for undo; null if nothing was written
 */
public record StepResult(
        int step,
        String tool,
        ToolOutcome outcome,
        @Nullable String changeId,
        long tookMillis) {}
