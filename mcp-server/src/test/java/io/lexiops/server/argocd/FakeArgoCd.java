package io.lexiops.server.argocd;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An Argo CD server that knows applications with revisions; holds every request against the published contract. */
final class FakeArgoCd implements AutoCloseable {

    static final String TOKEN = "token-of-the-test";

    private static final JsonMapper JSON = new JsonMapper();

    final Map<String, App> apps = new TreeMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    private final MockWebServer server = new MockWebServer();
    private final Optional<ArgoCdContract> contract;

    /** An application: its one Deployment has the image that the revision says. */
    static final class App {
        final List<String> history = new ArrayList<>();
        String target = "rev-1";
        String live = "";
        String health = "Missing";
        boolean automated;
        int looksUntilDone;
        String phase = "";

        @Nullable String failure;

        @Nullable String next;
    }

    FakeArgoCd(Optional<ArgoCdContract> contract) throws IOException {
        this.contract = contract;
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                contract.ifPresent(checked -> violations.addAll(checked.violations(request)));
                requests.add(request.getMethod() + " " + request.getUrl().encodedPath());
                return answer(request);
            }
        });
        server.start();
    }

    URI url() {
        return server.url("/").uri();
    }

    boolean checksTheContract() {
        return contract.isPresent();
    }

    @Override
    public void close() {
        server.close();
    }

    private MockResponse answer(RecordedRequest request) {
        if (!("Bearer " + TOKEN).equals(request.getHeaders().get("Authorization"))) {
            return error(401, "no session information");
        }
        var path = request.getUrl().pathSegments();
        if (path.size() == 3) {
            return ok(Map.of(
                    "items", apps.keySet().stream().map(this::application).toList()));
        }
        var name = path.get(3);
        if (name.startsWith("secret-")) {
            return error(403, "permission denied");
        }
        var app = apps.get(name);
        if (app == null) {
            return error(404, "applications.argoproj.io \"" + name + "\" not found");
        }
        var action = path.size() > 4 ? path.get(4) : "";
        return switch (action) {
            case "" -> {
                advance(app);
                yield ok(application(name));
            }
            case "resource-tree" ->
                ok(Map.of(
                        "nodes",
                        List.of(
                                node("apps", "Deployment", "web", List.of()),
                                node("apps", "ReplicaSet", "web-1", List.of(parent("apps", "Deployment", "web"))),
                                node("", "Pod", "web-1-x", List.of(parent("apps", "ReplicaSet", "web-1"))))));
            case "managed-resources" ->
                ok(Map.of(
                        "items",
                        List.of(Map.of(
                                "group", "apps",
                                "kind", "Deployment",
                                "namespace", "shop",
                                "name", "web",
                                "liveState", app.live.isEmpty() ? "null" : deployment(app.live, "7"),
                                "targetState", deployment(app.target, ""),
                                "predictedLiveState", deployment(app.target, "7")))));
            case "manifests" ->
                ok(Map.of(
                        "manifests",
                        List.of(deployment(String.valueOf(request.getUrl().queryParameter("revision")), ""))));
            case "sync" -> start(app, name, body(request).path("revision").asString(app.target), false);
            case "rollback" -> rollback(app, name, body(request).path("id").asInt());
            default -> error(404, "no such action");
        };
    }

    private MockResponse rollback(App app, String name, int id) {
        if (id >= app.history.size()) {
            return error(400, "application " + name + " does not have deployment id " + id + " in history");
        }
        return start(app, name, app.history.get(id), true);
    }

    private MockResponse start(App app, String name, String revision, boolean rollback) {
        if (app.next != null) {
            return error(400, "another operation is already in progress");
        }
        if (rollback && app.automated) {
            return error(400, "rollback cannot be initiated when auto-sync is enabled");
        }
        app.next = revision;
        app.looksUntilDone = 2;
        return ok(application(name));
    }

    private static void advance(App app) {
        if (app.next == null || app.looksUntilDone-- > 0) {
            return;
        }
        if (app.failure == null) {
            app.live = app.next;
            app.history.add(app.next);
            app.phase = "Succeeded";
            app.health = "Healthy";
        } else {
            app.phase = "Failed";
        }
        app.next = null;
    }

    private Map<String, Object> application(String name) {
        var app = apps.get(name);
        if (app == null) {
            throw new IllegalStateException(name);
        }
        var history = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < app.history.size(); i++) {
            history.add(Map.of(
                    "id", i, "revision", app.history.get(i), "deployedAt", "2026-01-0" + (i + 1) + "T00:00:00Z"));
        }
        var spec = new LinkedHashMap<String, Object>();
        spec.put("project", "default");
        spec.put("destination", Map.of("namespace", "shop"));
        spec.put(
                "source",
                Map.of(
                        "repoURL", "https://git.example/shop",
                        "path", "deploy",
                        "targetRevision", "main",
                        "helm",
                                Map.of(
                                        "parameters",
                                        List.of(Map.of("name", "db.password", "value", "swordfish-4711")))));
        if (app.automated) {
            spec.put("syncPolicy", Map.of("automated", Map.of()));
        }
        var status = new LinkedHashMap<String, Object>();
        status.put("history", history);
        status.put(
                "sync", Map.of("status", app.live.equals(app.target) ? "Synced" : "OutOfSync", "revision", app.target));
        status.put("health", Map.of("status", app.health));
        if (app.next != null) {
            status.put("operationState", Map.of("phase", "Running", "message", "waiting for web"));
        } else if (!app.phase.isEmpty()) {
            status.put(
                    "operationState",
                    Map.of("phase", app.phase, "message", app.failure == null ? "successfully synced" : app.failure));
        }
        return Map.of(
                "metadata", Map.of("name", name, "namespace", "argocd", "uid", "u-" + name, "resourceVersion", "1"),
                "spec", spec,
                "status", status);
    }

    private static Map<String, Object> node(String group, String kind, String name, List<Map<String, Object>> parents) {
        var node = new LinkedHashMap<>(parent(group, kind, name));
        node.put("health", Map.of("status", "Healthy"));
        node.put("parentRefs", parents);
        return node;
    }

    private static Map<String, Object> parent(String group, String kind, String name) {
        return Map.of("group", group, "kind", kind, "namespace", "shop", "name", name);
    }

    private static String deployment(String revision, String resourceVersion) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", "web");
        metadata.put("namespace", "shop");
        if (!resourceVersion.isEmpty()) {
            metadata.put("resourceVersion", resourceVersion);
            metadata.put("uid", "u-web");
        }
        return JSON.writeValueAsString(Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                metadata,
                "spec",
                Map.of("template", Map.of("image", "web:" + revision.toLowerCase(Locale.ROOT)))));
    }

    private static JsonNode body(RecordedRequest request) {
        var body = request.getBody();
        return JSON.readTree(body == null ? "{}" : body.utf8());
    }

    private static MockResponse ok(Map<String, Object> body) {
        return new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "application/json")
                .body(JSON.writeValueAsString(body))
                .build();
    }

    private static MockResponse error(int status, String message) {
        return new MockResponse.Builder()
                .code(status)
                .body(JSON.writeValueAsString(Map.of("error", message, "code", 9, "message", message)))
                .build();
    }
}
