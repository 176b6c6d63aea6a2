package io.lexiops.agent.tool;

import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the server answered. */
final class McpAnswers {

    private McpAnswers() {}

    static ToolOutcome of(McpSchema.CallToolResult result) {
        var text = text(result);
        var structured = result.structuredContent() instanceof Map<?, ?> map
                ? JsonNumbers.normal(map)
                : Map.<String, Object>of();
        if (!Boolean.TRUE.equals(result.isError())) {
            return new ToolOutcome.Done(text, structured);
        }
        if (structured.get("error") instanceof Map<?, ?> error) {
            return new ToolOutcome.Failed(
                    word(error.get("code"), "internal"),
                    word(error.get("message"), text),
                    word(error.get("remedy"), ""),
                    structured);
        }
        // The SDK itself, or another server, answers without our error object.
        return new ToolOutcome.Failed("internal", text, "", structured);
    }

    private static String word(@Nullable Object value, String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    private static String text(McpSchema.CallToolResult result) {
        if (result.content() == null) {
            return "";
        }
        return result.content().stream()
                .filter(McpSchema.TextContent.class::isInstance)
                .map(content -> String.valueOf(((McpSchema.TextContent) content).text()))
                .collect(Collectors.joining("\n"));
    }
}
