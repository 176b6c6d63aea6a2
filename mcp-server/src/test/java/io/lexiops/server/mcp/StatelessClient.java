package io.lexiops.server.mcp;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of the revision 2026-07-28, as it is on the wire. */
record StatelessClient(WireClient wire, Map<String, Object> capabilities) {

    static final Map<String, Object> CAN_ASK = Map.of("elicitation", Map.of());

    /** The whole response of a request with complete headers. */
    Map<String, Object> request(String method, Map<String, ?> params) {
        var messages = WireClient.messages(send(method, params).body());
        return messages.getLast();
    }

    Map<String, Object> result(String method, Map<String, ?> params) {
        return WireSession.object(request(method, params), "result");
    }

    Map<String, Object> call(String tool, Map<String, ?> arguments) {
        return result("tools/call", Map.of("name", tool, "arguments", arguments));
    }

    /** The same call in the next round. */
    Map<String, Object> again(
            String tool, Map<String, ?> arguments, Map<String, Object> round, Map<String, ?> responses) {
        return request(
                "tools/call",
                Map.of(
                        "name",
                        tool,
                        "arguments",
                        arguments,
                        "inputResponses",
                        responses,
                        "requestState",
                        round.get("requestState")));
    }

    HttpResponse<String> send(String method, Map<String, ?> params) {
        return wire.post(body(method, params), headers(method, params));
    }

    String body(String method, Map<String, ?> params) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.put("io.modelcontextprotocol/clientCapabilities", capabilities);
        if (params.get("_meta") instanceof Map<?, ?> more) {
            more.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        var whole = new LinkedHashMap<String, Object>(params);
        whole.put("_meta", meta);
        return WireClient.message("r-1", method, whole);
    }

    static String[] headers(String method, Map<String, ?> params) {
        var headers = new ArrayList<>(List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method));
        var name = method.equals("resources/read") ? params.get("uri") : params.get("name");
        if (name != null && !method.equals("completion/complete")) {
            headers.addAll(List.of("Mcp-Name", name.toString()));
        }
        if (params.get("arguments") instanceof Map<?, ?> arguments && method.equals("tools/call")) {
            for (var parameter : List.of("namespace", "context")) {
                if (arguments.get(parameter) instanceof String value) {
                    var header = "Mcp-Param-" + Character.toUpperCase(parameter.charAt(0)) + parameter.substring(1);
                    headers.addAll(List.of(header, value));
                }
            }
        }
        return headers.toArray(String[]::new);
    }
}
