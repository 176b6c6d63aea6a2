package io.lexiops.server.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The headers that repeat what stands in the body, so that what lies between can route without reading it. They must say
 * the same: else two readers of one request would see different things.
 */
final class ParameterHeaders {

    private static final String OPEN = "=?base64?";
    private static final String CLOSE = "?=";

    private ParameterHeaders() {}

    /** A tool's definition, with the headers that its arguments are repeated in. */
    static Map<String, Object> withHeaders(Offer.OfferedTool tool) {
        var definition = tool.definition();
        var headers = tool.headers();
        if (headers.isEmpty()
                || !(definition.get("inputSchema") instanceof Map<?, ?> schema)
                || !(schema.get("properties") instanceof Map<?, ?> properties)) {
            return definition;
        }
        var marked = new LinkedHashMap<Object, Object>(properties);
        headers.forEach((parameter, header) -> marked.computeIfPresent(parameter, (_, property) -> {
            var withHeader = new LinkedHashMap<Object, Object>((Map<?, ?>) property);
            withHeader.put("x-mcp-header", header);
            return withHeader;
        }));
        var newSchema = new LinkedHashMap<Object, Object>(schema);
        newSchema.put("properties", marked);
        var whole = new LinkedHashMap<>(definition);
        whole.put("inputSchema", newSchema);
        return whole;
    }

    /**
     * Compares the headers of a request with its body.
     *
     * @param header a header's value by its name
     * @throws ProtocolError if they differ
     */
    static void check(JsonRpc.Message message, Offers offers, UnaryOperator<@Nullable String> header) {
        var method = String.valueOf(message.method());
        same("Mcp-Method", header.apply("Mcp-Method"), method);
        var name = switch (method) {
            case "tools/call", "prompts/get" -> message.params().get("name");
            case "resources/read" -> message.params().get("uri");
            default -> null;
        };
        if (name instanceof String text) {
            same("Mcp-Name", header.apply("Mcp-Name"), text);
        }
        if (method.equals("tools/call") && message.params().get("arguments") instanceof Map<?, ?> arguments) {
            offers.tool(String.valueOf(name))
                    .ifPresent(tool -> tool.headers().forEach((parameter, ending) -> {
                        var value = arguments.get(parameter);
                        var given = header.apply("Mcp-Param-" + ending);
                        if (value != null || given != null) {
                            same("Mcp-Param-" + ending, given, value == null ? null : String.valueOf(value));
                        }
                    }));
        }
    }

    private static void same(String name, @Nullable String given, @Nullable String body) {
        if (given == null) {
            throw mismatch("the header " + name + " is missing");
        }
        var value = decoded(given).orElseThrow(() -> mismatch("the header " + name + " is no valid base64"));
        if (!value.equals(body)) {
            throw mismatch("the header " + name + " does not say what the body says");
        }
    }

    private static Optional<String> decoded(String header) {
        var value = header.strip();
        if (!value.startsWith(OPEN) || !value.endsWith(CLOSE) || value.length() < OPEN.length() + CLOSE.length()) {
            return Optional.of(value);
        }
        var encoded = value.substring(OPEN.length(), value.length() - CLOSE.length());
        if (encoded.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getDecoder().decode(encoded);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }

    static ProtocolError mismatch(String why) {
        return new ProtocolError(JsonRpc.HEADER_MISMATCH, why);
    }
}
