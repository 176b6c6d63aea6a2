package io.lexiops.server.mcp;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees the session that the SDK opens, and turns its HTML error pages into JSON-RPC. */
final class GateResponse extends HttpServletResponseWrapper {

    private final Consumer<String> opened;

    GateResponse(HttpServletResponse response, Consumer<String> opened) {
        super(response);
        this.opened = opened;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (HttpGate.SESSION_HEADER.equalsIgnoreCase(name) && value != null) {
            opened.accept(value);
        }
        super.setHeader(name, value);
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        var words = switch (status) {
            case SC_NOT_FOUND -> "there is no such session";
            case SC_SERVICE_UNAVAILABLE -> "the server is going down";
            case SC_REQUEST_ENTITY_TOO_LARGE -> "the request is too large";
            case SC_CONFLICT -> "the session already has a stream";
            default ->
                status < SC_INTERNAL_SERVER_ERROR
                        ? "the request is not accepted"
                        : "the request could not be processed";
        };
        JsonRpcResponses.send((HttpServletResponse) getResponse(), status, JsonRpc.INVALID_REQUEST, words);
    }
}
