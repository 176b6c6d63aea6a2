package io.lexiops.server.tool;

import java.util.Map;

/** What a call answers: text for a model, {@code structured} (a JSON tree) for programs; never the whole payload in both. */
public sealed interface ToolResult {

    Map<String, Object> structured();

    record Success(String text, Map<String, Object> structured) implements ToolResult {}

    /**
     * The call did not do what was asked.
     *
     * @param remedy what the caller can do about it; may be empty
     */
    record Failure(ErrorCode code, String message, String remedy, Map<String, Object> structured)
            implements ToolResult {}

    static Success of(String text, Map<String, Object> structured) {
        return new Success(text, structured);
    }
}
