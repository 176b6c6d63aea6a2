package io.lexiops.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server is asked all day, some thousand times, in the run that makes its cache: later starts know from it which code
 * is hot, and compile that at once. Both kinds of revision of the protocol take part.
 */
final class Rehearsal {

    private static final int ROUNDS = 300;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<Map.Entry<String, Map<String, Object>>> CALLS = List.of(
            Map.entry("k8s_list", Map.of("kind", "pods", "namespace", "shop")),
            Map.entry("k8s_get", Map.of("kind", "Deployment", "name", "web", "namespace", "shop")),
            Map.entry("k8s_list", Map.of("kind", "deployments", "namespace", "shop", "output", "json")),
            Map.entry("k8s_inspect", Map.of("kind", "Deployment", "name", "web", "namespace", "shop")),
            Map.entry("k8s_logs", Map.of("kind", "Deployment", "name", "web", "namespace", "shop")),
            Map.entry("k8s_events", Map.of("namespace", "shop")));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String token;

    Rehearsal(int port, String token) {
        this.endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
        this.token = token;
    }

    void run() {
        try {
            var opened = post(
                    message(
                            "initialize",
                            Map.of(
                                    "protocolVersion", "2025-11-25",
                                    "capabilities", Map.of(),
                                    "clientInfo", Map.of("name", "rehearsal", "version", "1"))),
                    Map.of());
            var session = Map.of(
                    "Mcp-Session-Id",
                    opened.headers().firstValue("Mcp-Session-Id").orElse(""));
            var stateless = Map.of(
                    "io.modelcontextprotocol/protocolVersion",
                    "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities",
                    Map.of());
            for (int round = 0; round < ROUNDS; round++) {
                for (var call : CALLS) {
                    var params = new LinkedHashMap<String, Object>();
                    params.put("name", call.getKey());
                    params.put("arguments", call.getValue());
                    post(message("tools/call", params), session);
                    params.put("_meta", stateless);
                    post(
                            message("tools/call", params),
                            Map.of(
                                    "MCP-Protocol-Version", "2026-07-28",
                                    "Mcp-Method", "tools/call",
                                    "Mcp-Name", call.getKey(),
                                    "Mcp-Param-Namespace", "shop"));
                }
            }
        } catch (IOException e) {
            throw new CliFailed("the rehearsal broke off: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailed("the rehearsal was interrupted", e);
        }
    }

    private static Map<String, Object> message(String method, Map<String, ?> params) {
        return Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params);
    }

    private HttpResponse<String> post(Map<String, Object> message, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(message)));
        headers.forEach(request::header);
        var response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200 || response.body().contains("\"isError\":true")) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return response;
    }
}
