package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls everything that there is to call, in every mode, on a cluster full of secrets, and finds none of them in what comes
 * back, in the log or in the metrics; see {@link PlantedScene} for what nobody can find.
 */
class PlantedSecretWalkTests extends RunningServer {

    private static final Pattern HANDLE = Pattern.compile("\"handle\":\"([^\"]+)\"");
    private static final Pattern CHANGE = Pattern.compile("chg-[0-9a-f]{16}");

    private static final PlantedScene SCENE = new PlantedScene();
    private static final Sandbox SANDBOX = Sandbox.start(SandboxSettings.inMemory());
    private static final PlantedBackends BACKENDS = new PlantedBackends(SCENE.secrets);

    private final PlantedSecrets secrets = SCENE.secrets;
    private final TreeSet<String> told = new TreeSet<>();
    private final Map<Role, WireSession> sessions = new EnumMap<>(Role.class);
    private WireSession asked;

    @DynamicPropertySource
    static void scene(DynamicPropertyRegistry settings) throws IOException {
        SCENE.install(SANDBOX);
        var charts = TestCluster.newFolder();
        SCENE.chart(charts.resolve("planted"));
        var kubeconfig = TestCluster.kubeconfig(SANDBOX.kubeconfig());
        settings.add("test.kubeconfig", kubeconfig::toString);
        settings.add("copilot.helm.charts-dir", charts::toString);
        settings.add("copilot.server.tools.enable", () -> "k8s_*");
        settings.add("copilot.argocd.url", () -> BACKENDS.url("argocd"));
        settings.add("copilot.argocd.token", () -> SCENE.secrets.plant("argocd-token"));
        settings.add("copilot.prometheus.url", () -> BACKENDS.url("prometheus"));
        settings.add("copilot.prometheus.token", () -> SCENE.secrets.plant("prometheus-token"));
        settings.add("copilot.changes.convergence-timeout", () -> "2s");
    }

    @AfterAll
    static void stop() {
        BACKENDS.close();
        SANDBOX.close();
    }

    @BeforeEach
    void open() {
        asked = as(Role.OPERATOR).open(Map.of("elicitation", Map.of()));
    }

    @Test
    void aDiagnosisHidesTheSecretsOfTheProgramsThatItQuotes() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> raw("k8s_diagnose", Map.of("namespace", PlantedScene.UNSEEN))
                        .contains("cannot log in"));
        check("k8s_diagnose", raw("k8s_diagnose", Map.of("namespace", PlantedScene.UNSEEN)));
        assertThat(told).isEmpty();
    }

    @Test
    void noPlantedSecretComesOutAnywhere() throws Exception {
        var walk = new SecretWalk(secrets);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> raw("k8s_logs", Map.of("name", "talker", "namespace", "vault"))
                        .contains("hex "));
        try (var log = new ServerLog()) {
            var tools = as(Role.OPERATOR).open().tools().stream()
                    .filter(tool -> !name(tool).startsWith("test_"))
                    .toList();
            for (var tool : tools) {
                for (var arguments : walk.of(name(tool))) {
                    callInEveryMode(tool, arguments);
                }
            }
            for (var tool : tools) {
                for (var arguments : walk.of(name(tool))) {
                    callAgain(tool, arguments);
                }
                callWithSecretsForArguments(tool);
            }
            undoEverything();
            readEverything();
            check("log", log.text());
        }
        check("metrics", actuator("/actuator/prometheus"));
        check("health", actuator("/actuator/health"));
        check("ledger and audit", allFiles());
        assertThat(told).isEmpty();
    }

    private void callInEveryMode(Map<String, Object> tool, Map<String, Object> arguments) {
        var name = name(tool);
        if (takes(tool, "dryRun")) {
            check(name + " preview", raw(name, with(arguments, "dryRun", true)));
            check(name + " planned by a reviewer", rawAs(Role.REVIEWER, name, with(arguments, "dryRun", true)));
            check(name + " without a grant", rawAs(Role.ROUTER, name, arguments));
            askInBothRevisions(name, arguments);
            var asked = raw(name, arguments);
            check(name + " asked", asked);
            var handle = HANDLE.matcher(asked);
            if (handle.find()) {
                check(name + " confirmed", raw(name, with(arguments, "confirm", handle.group(1))));
            }
        } else {
            callAgain(tool, arguments);
            if (takes(tool, "maxTokens")) {
                check(name + " in few words", raw(name, with(arguments, "maxTokens", 100)));
            }
            var stateless = stateless().request("tools/call", Map.of("name", name, "arguments", arguments));
            check(name + " without a session", text(stateless));
        }
    }

    // What is there now was changed by the walk itself, and its Secrets have been seen.
    private void callAgain(Map<String, Object> tool, Map<String, Object> arguments) {
        var name = name(tool);
        if (takes(tool, "dryRun")) {
            check(name + " preview", raw(name, with(arguments, "dryRun", true)));
        } else {
            check(name, raw(name, arguments));
            if (takes(tool, "output")) {
                check(name + " json", raw(name, with(arguments, "output", "json")));
            }
        }
    }

    private void askInBothRevisions(String name, Map<String, Object> arguments) {
        asked.answering(question -> {
            check(name + " question", text(question));
            return Map.of("action", "decline");
        });
        check(
                name + " declined",
                text(asked.request(
                        "tools/call",
                        Map.of("name", name, "arguments", arguments, "_meta", Map.of("progressToken", "p")))));
        check(name + " progress", text(asked.notifications()));
        var stateless = new StatelessClient(as(Role.OPERATOR), StatelessClient.CAN_ASK);
        check(name + " question", text(stateless.request("tools/call", Map.of("name", name, "arguments", arguments))));
    }

    // Whatever is wrong with it, an argument may be repeated in an error.
    private void callWithSecretsForArguments(Map<String, Object> tool) {
        var properties = WireSession.object(WireSession.object(tool, "inputSchema"), "properties");
        for (var secret : List.of("known", "jwt", "aws")) {
            for (var property : properties.keySet()) {
                var arguments = new HashMap<String, Object>();
                properties.forEach((key, _) -> {
                    if (List.of("kind", "namespace", "name").contains(key)) {
                        arguments.put(
                                key, key.equals("kind") ? "ConfigMap" : key.equals("name") ? "settings" : "vault");
                    }
                });
                arguments.put(property, secrets.value(secret));
                check(name(tool) + " with a secret for " + property, raw(name(tool), arguments));
            }
            check(name(tool) + " with an unknown argument", raw(name(tool), Map.of(secrets.value(secret), "x")));
        }
    }

    private void undoEverything() {
        var listed = raw("changes_list", Map.of("limit", 500, "output", "json", "maxTokens", 50_000));
        CHANGE.matcher(listed).results().map(found -> found.group()).distinct().forEach(id -> {
            check("change_undo preview", raw("change_undo", Map.of("id", id, "dryRun", true)));
            check("change_undo", raw("change_undo", Map.of("id", id)));
        });
        check("changes_list at the end", listed);
        check(
                "audit_query at the end",
                raw("audit_query", Map.of("limit", 500, "output", "json", "maxTokens", 50_000)));
    }

    private void readEverything() {
        for (var method : List.of("resources/list", "resources/templates/list", "prompts/list", "tools/list")) {
            inBothRevisions(method, Map.of());
        }
        var resources = WireSession.list(stateless().result("resources/list", Map.of()), "resources");
        resources.forEach(resource ->
                inBothRevisions("resources/read", Map.of("uri", String.valueOf(((Map<?, ?>) resource).get("uri")))));
        for (var uri : List.of(
                "k8s://sandbox/vault/Secret/login",
                "k8s://sandbox/vault/ConfigMap/settings",
                "k8s://sandbox/vault/ConfigMap/echoes",
                "k8s://sandbox/vault/Deployment/talker",
                "helm://vault/planted/values",
                "argocd://shop")) {
            inBothRevisions("resources/read", Map.of("uri", uri));
        }
        var known = Map.of("namespace", "vault", "name", "talker", "kind", "Deployment", "release", "planted");
        for (var template :
                WireSession.list(stateless().result("resources/templates/list", Map.of()), "resourceTemplates")) {
            var uri = String.valueOf(((Map<?, ?>) template).get("uriTemplate"));
            Pattern.compile("\\{(\\w+)}")
                    .matcher(uri)
                    .results()
                    .forEach(
                            variable -> complete(Map.of("type", "ref/resource", "uri", uri), variable.group(1), known));
        }
        for (var prompt : WireSession.list(stateless().result("prompts/list", Map.of()), "prompts")) {
            var definition = (Map<?, ?>) prompt;
            var given = new LinkedHashMap<String, Object>();
            for (var argument : WireSession.list(definition, "arguments")) {
                var name = String.valueOf(((Map<?, ?>) argument).get("name"));
                complete(Map.of("type", "ref/prompt", "name", definition.get("name")), name, known);
                if (known.containsKey(name)) {
                    given.put(name, known.get(name));
                }
                if (name.equals("manifest")) {
                    given.put(
                            name,
                            "apiVersion: v1\nkind: Secret\nmetadata: {name: made, namespace: vault}\nstringData: {note: "
                                    + secrets.value("applied-secret") + "}");
                }
            }
            inBothRevisions("prompts/get", Map.of("name", definition.get("name"), "arguments", given));
        }
    }

    private void complete(Map<String, Object> reference, String argument, Map<String, String> known) {
        for (var kind : List.of("Secret", "ConfigMap", "Deployment")) {
            var all = new HashMap<>(known);
            all.put("kind", kind);
            inBothRevisions(
                    "completion/complete",
                    Map.of(
                            "ref",
                            reference,
                            "argument",
                            Map.of("name", argument, "value", ""),
                            "context",
                            Map.of("arguments", all)));
        }
    }

    private void inBothRevisions(String method, Map<String, Object> params) {
        check(
                method + " " + params.get("name") + params.get("uri"),
                text(stateless().request(method, params)));
        check(
                method + " in a session " + params.get("name"),
                text(session(Role.OPERATOR).request(method, params)));
    }

    private StatelessClient stateless() {
        return new StatelessClient(as(Role.OPERATOR), Map.of());
    }

    private String raw(String tool, Map<String, Object> arguments) {
        return rawAs(Role.OPERATOR, tool, arguments);
    }

    private String rawAs(Role role, String tool, Map<String, Object> arguments) {
        return text(session(role).request("tools/call", Map.of("name", tool, "arguments", arguments)));
    }

    private WireSession session(Role role) {
        return sessions.computeIfAbsent(role, one -> as(one).open());
    }

    private void check(String where, String text) {
        secrets.in(text).forEach(secret -> told.add(secret + " by " + where));
    }

    // As it is on the wire, and as a client reads it.
    private static String text(Object message) {
        return WireClient.JSON.writeValueAsString(message) + "\n" + PlantedSecrets.strings(message);
    }

    private String actuator(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private String allFiles() throws IOException {
        var text = new StringBuilder();
        var files = new ArrayList<java.nio.file.Path>();
        try (var found = Files.walk(dataDirectory())) {
            found.filter(Files::isRegularFile).forEach(files::add);
        }
        for (var file : files) {
            text.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .append('\n');
        }
        assertThat(files).isNotEmpty();
        return text.toString();
    }

    private static boolean takes(Map<String, Object> tool, String parameter) {
        return WireSession.object(WireSession.object(tool, "inputSchema"), "properties")
                .containsKey(parameter);
    }

    private static String name(Map<String, Object> tool) {
        return String.valueOf(tool.get("name"));
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String key, Object value) {
        var all = new LinkedHashMap<>(arguments);
        all.put(key, value);
        return all;
    }
}
