package io.lexiops.agent.tool;

import java.util.Map;

/** How a call ended. {@code structured} is a JSON tree. */
public sealed interface ToolOutcome {

    record Done(String text, Map<String, Object> structured) implements ToolOutcome {}

    /**
     * The server said no; nothing was done.
     *
     * @param code as on the wire: {@code not_found}, {@code precondition_failed}, ...
     */
    record Failed(String code, String message, String remedy, Map<String, Object> structured) implements ToolOutcome {}

    /** No answer came: a write may or may not have happened and must be settled with the server's ledger. */
    record Unanswered(String reason) implements ToolOutcome {}
}
