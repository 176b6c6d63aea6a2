package io.lexiops.server.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Plain requests to an API server, with nothing of ours in between. */
final class RawApi {

    /** What came back. */
    record Answer(int code, KubernetesObject body) {
        String message() {
            return body.textAt("", "message");
        }
    }

    private final ApiClient api;
    private final String token;

    private RawApi(ApiClient api, String token) {
        this.api = api;
        this.token = token;
    }

    static RawApi of(String kubeconfig) {
        try {
            var api = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(kubeconfig)))
                    .build();
            api.setHttpClient(api.getHttpClient()
                    .newBuilder()
                    .readTimeout(Duration.ofSeconds(60))
                    .build());
            return new RawApi(api, token(kubeconfig));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String token(String kubeconfig) {
        return new KubernetesObject(KubernetesContract.yaml(kubeconfig))
                .objectsAt("users").stream()
                        .map(user -> new KubernetesObject(user).textAt("", "user", "token"))
                        .findFirst()
                        .orElse("");
    }

    /** The kubeconfig of somebody who has only a token. */
    static String withToken(String kubeconfig, String token) {
        var config = KubernetesContract.yaml(kubeconfig);
        for (var user : new KubernetesObject(config).objectsAt("users")) {
            user.put("user", Map.of("token", token));
        }
        return YamlText.of(config);
    }

    Answer get(String path) {
        return send("GET", path, null, "application/json", "application/json");
    }

    Answer getAs(String path, String accept) {
        return send("GET", path, null, "application/json", accept);
    }

    Answer post(String path, Object body) {
        return send("POST", path, body, "application/json", "application/json");
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body, "application/json", "application/json");
    }

    Answer delete(String path, @Nullable Object body) {
        return send("DELETE", path, body, "application/json", "application/json");
    }

    Answer apply(String path, String manager, boolean force, Object body) {
        return send(
                "PATCH",
                path + "?fieldManager=" + manager + "&force=" + force,
                body,
                "application/apply-patch+yaml",
                "application/json");
    }

    Answer patch(String path, String type, Object body) {
        return send("PATCH", path, body, "application/" + type + "+json", "application/json");
    }

    private Answer send(String method, String path, @Nullable Object body, String contentType, String accept) {
        try (var response = api.getHttpClient()
                .newCall(request(method, path, body, contentType, accept))
                .execute()) {
            var bytes = response.body().bytes();
            return new Answer(response.code(), new KubernetesObject(JsonText.object(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer that is no JSON. */
    String text(String path) {
        try (var response = api.getHttpClient()
                .newCall(request("GET", path, null, "application/json", "*/*"))
                .execute()) {
            return response.body().string();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Request request(String method, String path, @Nullable Object body, String contentType, String accept) {
        RequestBody content = null;
        if (body != null) {
            content = RequestBody.create(JsonText.bytes(body), MediaType.get(contentType));
        } else if (method.equals("POST")) {
            content = RequestBody.create(new byte[0]);
        }
        var request = new Request.Builder().url(api.getBasePath() + path).method(method, content);
        request.header("Accept", accept);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    /** Reads events of a watch until one is wanted, or the server ends it. */
    List<Map<String, Object>> watch(String path, Predicate<Map<String, Object>> last) {
        var events = new ArrayList<Map<String, Object>>();
        try (var response = api.getHttpClient()
                        .newCall(request("GET", path, null, "application/json", "application/json"))
                        .execute();
                var reader = new BufferedReader(
                        new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var event = JsonText.object(line.getBytes(StandardCharsets.UTF_8));
                events.add(event);
                if (last.test(event)) {
                    return events;
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
