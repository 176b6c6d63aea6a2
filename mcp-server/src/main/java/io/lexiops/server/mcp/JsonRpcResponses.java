package io.lexiops.server.mcp;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Writes errors of the HTTP level as JSON-RPC, which is all that a client of the protocol can read. */
final class JsonRpcResponses {

    private JsonRpcResponses() {}

    static void send(HttpServletResponse response, int status, int code, String message) throws IOException {
        send(response, status, JsonRpc.error(null, code, message));
    }

    static void send(HttpServletResponse response, int status, Map<String, Object> error) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType("application/json");
        var body = JsonRpc.write(error);
        // With its length the client has it whole even where the connection ends right after.
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
