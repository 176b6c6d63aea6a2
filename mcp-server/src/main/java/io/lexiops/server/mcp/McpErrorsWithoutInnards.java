package io.lexiops.server.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SDK writes its exceptions to the client as they are, with stack trace and class names. Here they become JSON-RPC
 * errors that say what a client can use.
 */
final class McpErrorsWithoutInnards implements McpJsonMapper {

    // A qualified class name, or what Jackson says about one.
    private static final Pattern INNARDS = Pattern.compile(
            "[a-z][\\w$]*(?:\\.[a-z][\\w$]*)+\\.[A-Z]|Exception|\\$[A-Z]|Cannot (?:construct|deserialize)|Error processing|`");

    private static final String NO_TOOL = "Tool not found: ";

    private final McpJsonMapper mapper;

    McpErrorsWithoutInnards(McpJsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return mapper.writeValueAsString(cleaned(value));
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return mapper.writeValueAsBytes(cleaned(value));
    }

    @Override
    public <T> T readValue(String content, Class<T> type) throws IOException {
        return mapper.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, Class<T> type) throws IOException {
        return mapper.readValue(content, type);
    }

    @Override
    public <T> T readValue(String content, TypeRef<T> type) throws IOException {
        return mapper.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, TypeRef<T> type) throws IOException {
        return mapper.readValue(content, type);
    }

    @Override
    public <T> T convertValue(Object value, Class<T> type) {
        return mapper.convertValue(value, type);
    }

    @Override
    public <T> T convertValue(Object value, TypeRef<T> type) {
        return mapper.convertValue(value, type);
    }

    private static Object cleaned(Object value) {
        return switch (value) {
            case McpError error -> {
                var inner = error.getJsonRpcError();
                yield inner == null
                        ? JsonRpc.error(
                                null, McpSchema.ErrorCodes.INTERNAL_ERROR, generic(McpSchema.ErrorCodes.INTERNAL_ERROR))
                        : error(null, inner);
            }
            case McpSchema.JSONRPCResponse response
            when response.error() != null -> error(response.id(), response.error());
            default -> value;
        };
    }

    private static Map<String, Object> error(@Nullable Object id, McpSchema.JSONRPCResponse.JSONRPCError error) {
        var message = error.message();
        boolean tells = message != null && !INNARDS.matcher(message).find();
        return JsonRpc.error(id, error.code(), tells ? withTheToolsName(message, error.data()) : generic(error.code()));
    }

    // The SDK says "Unknown tool: invalid_tool_name" to everybody, and keeps the name beside it.
    private static String withTheToolsName(String message, @Nullable Object beside) {
        return message.startsWith("Unknown tool") && beside instanceof String text && text.startsWith(NO_TOOL)
                ? "there is no tool '" + JsonRpc.shortened(text.substring(NO_TOOL.length()))
                        + "'; tools/list has the names"
                : message;
    }

    private static String generic(int code) {
        return switch (code) {
            case McpSchema.ErrorCodes.INVALID_PARAMS, McpSchema.ErrorCodes.INVALID_REQUEST ->
                "the request does not have the form that its method asks for";
            case McpSchema.ErrorCodes.METHOD_NOT_FOUND -> "there is no such method";
            default -> "the request could not be processed";
        };
    }
}
