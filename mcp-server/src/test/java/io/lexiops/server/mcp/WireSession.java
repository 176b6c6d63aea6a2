package io.lexiops.server.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/** A session that is open, and what the server sent in it besides answers. */
final class WireSession {

    private final WireClient client;
    private final String id;
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Map<String, Object>> notifications = new CopyOnWriteArrayList<>();
    private volatile Map<String, Object> refusal = Map.of();
    private volatile Function<Map<String, Object>, Map<String, Object>> answers = question -> {
        throw new AssertionError("the server asked: " + question);
    };

    WireSession(WireClient client, String id) {
        this.client = client;
        this.id = id;
    }

    String id() {
        return id;
    }

    int nextRequestId() {
        return requests.incrementAndGet();
    }

    List<Map<String, Object>> notifications() {
        return List.copyOf(notifications);
    }

    /** Answers whatever the server asks with an error. */
    WireSession refusing(int code, String message) {
        refusal = Map.of("code", code, "message", message);
        return this;
    }

    /** What to answer when the server asks the client; gets the parameters of its request, gives the result. */
    WireSession answering(Function<Map<String, Object>, Map<String, Object>> given) {
        answers = given;
        return this;
    }

    /** The complete response, result or error. */
    Map<String, Object> request(String method, Map<String, ?> params) {
        return request(nextRequestId(), method, params);
    }

    Map<String, Object> request(Object requestId, String method, Map<String, ?> params) {
        var response = client.stream(WireClient.message(requestId, method, params), headers());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            return answer(lines, requestId, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> result(String method, Map<String, ?> params) {
        return object(request(method, params), "result");
    }

    Map<String, Object> call(String tool, Map<String, ?> arguments) {
        return result("tools/call", Map.of("name", tool, "arguments", arguments));
    }

    Map<String, Object> call(String tool, Map<String, ?> arguments, Map<String, ?> meta) {
        return result("tools/call", Map.of("name", tool, "arguments", arguments, "_meta", meta));
    }

    HttpResponse<String> notify(String method, Map<String, ?> params) {
        return client.post(WireClient.message(null, method, params), headers());
    }

    HttpResponse<String> post(String body) {
        return client.post(body, headers());
    }

    /** What the server sends by itself, until the session ends. */
    CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> listen() {
        return client.listen(headers());
    }

    HttpResponse<String> delete() {
        return client.delete(headers());
    }

    List<String> toolNames() {
        return tools().stream().map(tool -> String.valueOf(tool.get("name"))).toList();
    }

    @SuppressWarnings("unchecked") // tools/list answers objects
    List<Map<String, Object>> tools() {
        return (List<Map<String, Object>>)
                requireNonNull(result("tools/list", Map.of()).get("tools"));
    }

    static String text(Map<String, Object> result) {
        var text = new StringBuilder();
        for (var content : (List<?>) requireNonNull(result.get("content"))) {
            text.append(((Map<?, ?>) content).get("text"));
        }
        return text.toString();
    }

    static boolean failed(Map<String, Object> result) {
        return Boolean.TRUE.equals(result.get("isError"));
    }

    /** The code of a result that is an error. */
    static String code(Map<String, Object> result) {
        return String.valueOf(
                object(object(result, "structuredContent"), "error").get("code"));
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> object(Map<String, Object> tree, String key) {
        if (tree.get(key) instanceof Map<?, ?> found) {
            return (Map<String, Object>) found;
        }
        throw new AssertionError("no object '" + key + "' in " + tree);
    }

    static List<?> list(Map<?, ?> tree, String key) {
        if (tree.get(key) instanceof List<?> found) {
            return found;
        }
        throw new AssertionError("no list '" + key + "' in " + tree);
    }

    /** What stands there, in words. */
    static String words(Map<?, ?> tree, String key) {
        var found = tree.get(key);
        if (found == null) {
            throw new AssertionError("no '" + key + "' in " + tree);
        }
        return found.toString();
    }

    private Map<String, Object> answer(BufferedReader lines, Object requestId, HttpResponse<?> response)
            throws IOException {
        var seen = new ArrayList<String>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            var json = line.startsWith("data:") ? line.substring("data:".length()) : line;
            if (json.strip().startsWith("{")) {
                var message = WireClient.parse(json);
                if (message.containsKey("method")) {
                    received(message);
                } else {
                    return message;
                }
            }
        }
        throw new AssertionError("request " + requestId + " was not answered: " + response.statusCode() + " " + seen);
    }

    private void received(Map<String, Object> message) {
        var question = message.get("id");
        if (question == null) {
            notifications.add(message);
            return;
        }
        var answer = new LinkedHashMap<String, Object>(Map.of("jsonrpc", "2.0", "id", question));
        if (refusal.isEmpty()) {
            answer.put("result", answers.apply(object(message, "params")));
        } else {
            answer.put("error", refusal);
        }
        post(WireClient.JSON.writeValueAsString(answer));
    }

    private String[] headers() {
        return new String[] {"Mcp-Session-Id", id, "MCP-Protocol-Version", "2025-11-25"};
    }
}
