package io.lexiops.server.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An Argo CD and a Prometheus that answer everything with what was hidden in them. */
final class PlantedBackends implements AutoCloseable {

    private final PlantedSecrets secrets;
    private final HttpServer server;

    PlantedBackends(PlantedSecrets secrets) {
        this.secrets = secrets;
        secrets.plant("argocd-parameter");
        secrets.plant("argocd-url");
        secrets.plant("argocd-message");
        secrets.plant("argocd-live-secret");
        secrets.plant("prometheus-label");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/argocd/",
                exchange -> answer(exchange, argocd(exchange.getRequestURI().getPath())));
        server.createContext(
                "/prometheus/",
                exchange -> answer(exchange, prometheus(exchange.getRequestURI().getPath())));
        server.start();
    }

    String url(String backend) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + backend;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private Map<String, Object> argocd(String path) {
        if (path.endsWith("/resource-tree")) {
            return Map.of(
                    "nodes", List.of(Map.of("kind", "Secret", "namespace", PlantedScene.NAMESPACE, "name", "app")));
        }
        if (path.endsWith("/managed-resources")) {
            return Map.of(
                    "items",
                    List.of(Map.of(
                            "group",
                            "",
                            "kind",
                            "Secret",
                            "namespace",
                            PlantedScene.NAMESPACE,
                            "name",
                            "app",
                            "liveState",
                            secret("argocd-live-secret"),
                            "targetState",
                            secret("argocd-parameter"),
                            "predictedLiveState",
                            secret("argocd-parameter"))));
        }
        if (path.endsWith("/manifests")) {
            return Map.of("manifests", List.of(secret("argocd-live-secret")));
        }
        return path.endsWith("/applications") ? Map.of("items", List.of(application())) : application();
    }

    private Map<String, Object> application() {
        var parameters = List.of(Map.of("name", "db.password", "value", secrets.value("argocd-parameter")));
        return Map.of(
                "metadata", Map.of("name", "shop", "namespace", "argocd", "uid", "u-1", "resourceVersion", "1"),
                "spec",
                        Map.of(
                                "project", "default",
                                "destination", Map.of("namespace", PlantedScene.NAMESPACE),
                                "source",
                                        Map.of(
                                                "repoURL",
                                                "https://robot:" + secrets.value("argocd-url") + "@git.test/shop.git",
                                                "path",
                                                "deploy",
                                                "helm",
                                                Map.of(
                                                        "parameters",
                                                        parameters,
                                                        "values",
                                                        "auth:\n  password: " + secrets.value("argocd-parameter")))),
                "status",
                        Map.of(
                                "sync", Map.of("status", "OutOfSync", "revision", "rev-1"),
                                "health", Map.of("status", "Degraded"),
                                "history",
                                        List.of(
                                                Map.of("id", 0, "revision", "rev-0"),
                                                Map.of("id", 1, "revision", "rev-1")),
                                "conditions", List.of(Map.of("type", "ComparisonError", "message", message())),
                                "operationState", Map.of("phase", "Failed", "message", message())));
    }

    private String message() {
        return "cannot clone: token=" + secrets.value("argocd-message");
    }

    private String secret(String name) {
        return WireClient.JSON.writeValueAsString(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Secret",
                "metadata",
                Map.of("name", "app", "namespace", PlantedScene.NAMESPACE, "uid", "u-2", "resourceVersion", "7"),
                "data",
                Map.of("note", PlantedScene.base64(secrets.value(name)))));
    }

    private Map<String, Object> prometheus(String path) {
        if (path.contains("/label")) {
            return Map.of("status", "success", "data", List.of("namespace", "source"));
        }
        boolean range = path.endsWith("query_range");
        var labels = Map.of(
                "__name__",
                "up",
                "namespace",
                PlantedScene.NAMESPACE,
                "source",
                "https://robot:" + secrets.value("prometheus-label") + "@scrape.test/metrics");
        var sample = List.of(1_767_225_600, "1");
        return Map.of(
                "status",
                "success",
                "data",
                Map.of(
                        "resultType",
                        range ? "matrix" : "vector",
                        "result",
                        List.of(
                                range
                                        ? Map.of("metric", labels, "values", List.of(sample, sample))
                                        : Map.of("metric", labels, "value", sample))));
    }

    private static void answer(HttpExchange exchange, Map<String, Object> body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var bytes = WireClient.JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
