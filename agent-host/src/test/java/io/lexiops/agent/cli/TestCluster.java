package io.lexiops.agent.cli;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/** The cluster behind the copilot, reached past it: to prepare, to break, and to see what is really there. */
final class TestCluster {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> PATHS = Map.of(
            "deployments", "apis/apps/v1",
            "statefulsets", "apis/apps/v1",
            "replicasets", "apis/apps/v1",
            "roles", "apis/rbac.authorization.k8s.io/v1",
            "rolebindings", "apis/rbac.authorization.k8s.io/v1");

    private final ApiClient api;

    TestCluster(Path kubeconfig) throws IOException {
        this.api = Config.fromConfig(kubeconfig.toString());
    }

    void namespace(String name) {
        send("POST", "api/v1/namespaces", "application/json", Map.of("metadata", Map.of("name", name)));
    }

    void deleteNamespace(String name) {
        send("DELETE", "api/v1/namespaces/" + name, null, null);
    }

    /** Creates or changes each object of a YAML text, as another tool would. */
    void apply(String namespace, String yaml) {
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            var object = JSON.valueToTree(document);
            var plural = object.path("kind").asString().toLowerCase(Locale.ROOT) + "s";
            send(
                    "PATCH",
                    path(plural, namespace, object.path("metadata").path("name").asString())
                            + "?fieldManager=kubectl&force=true",
                    "application/apply-patch+yaml",
                    object);
        }
    }

    JsonNode get(String plural, String namespace, String name) {
        return send("GET", path(plural, namespace, name), null, null);
    }

    boolean exists(String plural, String namespace, String name) {
        return !get(plural, namespace, name).path("kind").asString().equals("Status");
    }

    JsonNode list(String plural, String namespace) {
        return send("GET", path(plural, namespace, ""), null, null).path("items");
    }

    /** A JSON patch as text. */
    void patch(String plural, String namespace, String name, String operations) {
        send("PATCH", path(plural, namespace, name), "application/json-patch+json", JSON.readTree(operations));
    }

    void delete(String plural, String namespace, String name) {
        send("DELETE", path(plural, namespace, name), null, null);
    }

    String token(String namespace, String serviceAccount) {
        var review = send(
                "POST",
                "api/v1/namespaces/" + namespace + "/serviceaccounts/" + serviceAccount + "/token",
                "application/json",
                Map.of("spec", Map.of("expirationSeconds", 3600)));
        return review.path("status").path("token").asString();
    }

    String server() {
        return api.getBasePath();
    }

    void awaitThat(String plural, String namespace, String name, Predicate<JsonNode> holds) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> holds.test(get(plural, namespace, name)));
    }

    void awaitReady(String namespace, String deployment) {
        awaitThat("deployments", namespace, deployment, TestCluster::ready);
    }

    static boolean ready(JsonNode deployment) {
        var status = deployment.path("status");
        var wanted = deployment.path("spec").path("replicas").asInt(1);
        return status.path("observedGeneration").asInt()
                        == deployment.path("metadata").path("generation").asInt()
                && status.path("updatedReplicas").asInt() == wanted
                && status.path("availableReplicas").asInt() == wanted
                && status.path("replicas").asInt() == wanted;
    }

    private static String path(String plural, String namespace, String name) {
        return PATHS.getOrDefault(plural, "api/v1") + "/namespaces/" + namespace + "/" + plural
                + (name.isEmpty() ? "" : "/" + name);
    }

    private JsonNode send(String method, String path, @Nullable String type, @Nullable Object body) {
        var content = body == null || type == null
                ? (method.equals("GET") || method.equals("DELETE")) ? null : RequestBody.create(new byte[0], null)
                : RequestBody.create(JSON.writeValueAsBytes(body), MediaType.get(type));
        var request = new Request.Builder()
                .url(HttpUrl.get(api.getBasePath() + "/" + path))
                .method(method, content);
        if (api.getAuthentication("BearerToken") instanceof ApiKeyAuth bearer && bearer.getApiKey() != null) {
            request.header("Authorization", "Bearer " + bearer.getApiKey());
        }
        try (var response = api.getHttpClient().newCall(request.build()).execute()) {
            var tree = JSON.readTree(response.body().string());
            if (!response.isSuccessful() && response.code() != 404) {
                throw new IllegalStateException(method + " " + path + ": " + tree);
            }
            return tree;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
