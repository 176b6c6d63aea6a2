package io.lexiops.server.tool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that ends without a result, in words for the caller. The edge turns it into a {@link ToolResult.Failure}. */
public final class ToolFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String remedy;
    private final transient Map<String, Object> structured;

    public ToolFailed(ErrorCode code, String message, String remedy) {
        this(code, message, remedy, Map.of(), null);
    }

    public ToolFailed(
            ErrorCode code, String message, String remedy, Map<String, Object> structured, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.remedy = remedy;
        this.structured = Map.copyOf(structured);
    }

    public ErrorCode code() {
        return code;
    }

    public String remedy() {
        return remedy;
    }

    public ToolResult.Failure toResult() {
        return new ToolResult.Failure(code, String.valueOf(getMessage()), remedy, structured);
    }
}
