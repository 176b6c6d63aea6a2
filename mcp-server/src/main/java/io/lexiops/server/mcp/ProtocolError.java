package io.lexiops.server.mcp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An error of the protocol, in contrast to a tool that could not do what was asked. */
final class ProtocolError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient Map<String, Object> data;

    ProtocolError(int code, String message) {
        this(code, message, Map.of());
    }

    ProtocolError(int code, String message, Map<String, Object> data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    static ProtocolError noSuchMethod(String method) {
        return new ProtocolError(JsonRpc.METHOD_NOT_FOUND, "there is no method " + JsonRpc.shortened(method));
    }

    static ProtocolError params(String message) {
        return new ProtocolError(JsonRpc.INVALID_PARAMS, message);
    }

    /** The client has not said that it can do what the request needs, for example {@code sampling}. */
    static ProtocolError missing(Exchange.Ability ability) {
        var name = ability.name().toLowerCase(java.util.Locale.ROOT);
        return new ProtocolError(
                JsonRpc.MISSING_CAPABILITY,
                "this needs a client with the capability " + name,
                Map.of("requiredCapabilities", Map.of(name, Map.of())));
    }

    int code() {
        return code;
    }

    Map<String, Object> data() {
        return data;
    }

    Map<String, Object> toResponse(@Nullable Object id) {
        var response = JsonRpc.error(id, code, String.valueOf(getMessage()));
        if (!data.isEmpty() && response.get("error") instanceof Map<?, ?> error) {
            var withData = new LinkedHashMap<String, Object>();
            error.forEach((key, value) -> withData.put(String.valueOf(key), value));
            withData.put("data", data);
            response.put("error", withData);
        }
        return response;
    }

    /** The status over HTTP: errors of the envelope are errors of HTTP too. */
    int status() {
        return switch (code) {
            case JsonRpc.METHOD_NOT_FOUND -> 404;
            case JsonRpc.HEADER_MISMATCH, JsonRpc.MISSING_CAPABILITY, JsonRpc.UNSUPPORTED_VERSION -> 400;
            case JsonRpc.INTERNAL_ERROR -> 500;
            default -> 200;
        };
    }
}
