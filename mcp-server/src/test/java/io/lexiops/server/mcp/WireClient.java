package io.lexiops.server.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to a running server as it is on the wire, without the SDK, so that it can also say what no SDK would. */
final class WireClient {

    static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI endpoint;
    private final @Nullable String token;

    WireClient(HttpClient http, int port, @Nullable String token) {
        this.http = http;
        this.endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
        this.token = token;
    }

    /** Sends a body as it is. */
    HttpResponse<String> post(String body, String... headers) {
        return send(request(headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String... headers) {
        return send(request(headers).GET());
    }

    HttpResponse<String> delete(String... headers) {
        return send(request(headers).DELETE());
    }

    /** Opens a session as a client without any capability. */
    WireSession open() {
        return open(Map.of());
    }

    WireSession open(Map<String, Object> capabilities) {
        var response = post(initialize(capabilities));
        var session = response.headers()
                .firstValue("mcp-session-id")
                .orElseThrow(() ->
                        new AssertionError("no session was opened: " + response.statusCode() + " " + response.body()));
        var opened = new WireSession(this, session);
        opened.notify("notifications/initialized", Map.of());
        return opened;
    }

    static String initialize(Map<String, Object> capabilities) {
        return message(
                0,
                "initialize",
                Map.of(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        capabilities,
                        "clientInfo",
                        Map.of("name", "test", "version", "1")));
    }

    static String message(@Nullable Object id, String method, Map<String, ?> params) {
        var message = new LinkedHashMap<String, Object>();
        message.put("jsonrpc", "2.0");
        if (id != null) {
            message.put("id", id);
        }
        message.put("method", method);
        message.put("params", params);
        return JSON.writeValueAsString(message);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> parse(String json) {
        return JSON.readValue(json, Map.class);
    }

    HttpResponse<java.io.InputStream> stream(String body, String... headers) {
        try {
            return http.send(
                    request(headers).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the server", e);
        }
    }

    /** The stream on which a session hears from the server. */
    CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> listen(String... headers) {
        // The answer begins with the first message.
        return http.sendAsync(request(headers).GET().build(), BodyHandlers.ofLines());
    }

    private HttpRequest.Builder request(String... headers) {
        var all = new LinkedHashMap<String, String>();
        all.put("Content-Type", "application/json");
        all.put("Accept", "application/json, text/event-stream");
        if (token != null) {
            all.put("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        var request = HttpRequest.newBuilder(endpoint).timeout(LONG_ENOUGH);
        all.forEach(request::header);
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the server", e);
        }
    }

    /** The messages of a body that is either JSON or a stream of events. */
    static List<Map<String, Object>> messages(String body) {
        return body.startsWith("{")
                ? List.of(parse(body))
                : body.lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> parse(line.substring("data:".length())))
                        .toList();
    }
}
