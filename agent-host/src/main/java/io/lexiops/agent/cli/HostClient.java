package io.lexiops.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The host's HTTP interface as the command line uses it. */
final class HostClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final int port;
    private final String token;

    HostClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Whether a program on this port says that it is ready. */
    static boolean ready(int port) {
        var request = HttpRequest.newBuilder(uri(port, "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Nobody listens there yet, or any more.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Map<String, Object> get(String path) {
        return send(authorized(path).GET().build());
    }

    String getText(String path) {
        return sendRaw(authorized(path).GET().build());
    }

    Map<String, Object> post(String path, Map<String, Object> body) {
        return send(authorized(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    static String encode(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(uri(port, path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/x-ndjson, application/problem+json, text/plain");
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private Map<String, Object> send(HttpRequest request) {
        return JSON.readValue(sendRaw(request), LinkedHashMap.class);
    }

    private String sendRaw(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new CliFailed(problem(response.statusCode(), response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new CliFailed("the host does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailed("interrupted", e);
        }
    }

    private static String problem(int status, String body) {
        try {
            var problem = JSON.readTree(body);
            var detail = problem.path("detail").asString("");
            return detail.isBlank() ? problem.path("title").asString("the host answered " + status) : detail;
        } catch (JacksonException e) {
            return "the host answered " + status;
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
