package io.lexiops.server.mcp;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.tool.Role;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole server before a real cluster, and a client that is not ours: every tool, and writes that meet others. */
@Tag("cluster")
@Timeout(600)
class RealServerTests extends RunningServer {

    private static final String NAMESPACE = "foreign-" + Long.toString(System.nanoTime(), 36);
    private static final String OBJECTS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: nginx
                      image: "registry.test/nginx:1.21"
                      env: [{name: PASSWORD, value: mallow-tune-4711}]
                      readinessProbe: {httpGet: {path: /healthz, port: 80}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            stringData: {word: mallow-tune-4711}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: talk}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: talk
                  image: "registry.test/busybox:1.0"
                  command: [sh, -c, "echo the word is $WORD; echo ERROR no disk; sleep 3600"]
                  env: [{name: WORD, valueFrom: {secretKeyRef: {name: login, key: word}}}]
            """;

    private static Kubernetes kubernetes;
    private static String node;

    @TempDir
    private static Path folder;

    @DynamicPropertySource
    static void real(DynamicPropertyRegistry settings) {
        settings.add("test.kubeconfig", () -> System.getenv("KUBECONFIG"));
        settings.add("copilot.server.tools.enable", () -> "k8s_*");
        settings.add("copilot.history.start-after", () -> "0s");
        settings.add(
                "copilot.helm.charts-dir",
                () -> Path.of("src/test/resources/charts").toAbsolutePath());
    }

    @BeforeAll
    static void furnish() {
        kubernetes = TestClusters.real();
        TestClusters.apply(kubernetes, "{apiVersion: v1, kind: Namespace, metadata: {name: " + NAMESPACE + "}}");
        node = kubernetes
                .list(Kubernetes.ListQuery.all(kubernetes.type("nodes", "v1"), null))
                .items()
                .getFirst()
                .name();
    }

    @AfterAll
    static void clear() {
        kubernetes.delete(
                new ObjectRef(kubernetes.type("namespaces", "v1"), null, NAMESPACE),
                null,
                null,
                "Background",
                new Kubernetes.WriteOptions(false, "test"));
    }

    @Test
    void everyToolDoesItsWorkForAClientThatIsNotOurs() {
        try (var client = client("operator")) {
            var walk = new Walk(client);
            var offered = client.toolNames();

            walk.in("k8s_diff", Map.of("manifest", OBJECTS), "Deployment/web");
            walk.in("k8s_apply", Map.of("manifest", OBJECTS), "chg-");
            walk.in("k8s_wait", Map.of("kind", "Deployment", "name", "web", "for", "available"), "available");
            walk.in("k8s_wait", Map.of("kind", "Pod", "name", "talk", "for", "ready"), "ready");

            walk.call("status", Map.of(), "operator");
            walk.call("contexts_list", Map.of(), "current");
            walk.call("k8s_api_resources", Map.of(), "Deployment");
            walk.in("k8s_list", Map.of("kind", "pods"), "talk");
            walk.in("k8s_get", Map.of("kind", "Deployment", "name", "web"), "registry.test/nginx:1.21");
            walk.in("k8s_inspect", Map.of("kind", "Deployment", "name", "web"), "ReplicaSet");
            walk.in("k8s_events", Map.of(), "Scheduled");
            walk.in("k8s_logs", Map.of("name", "talk", "severity", "error"), "no disk");
            walk.in("k8s_logs", Map.of("name", "talk"), "<redacted:");
            walk.in("k8s_can_i", Map.of("verb", "create", "kind", "pods"), "yes");
            walk.in("k8s_diagnose", Map.of(), NAMESPACE);
            walk.in("k8s_rollout_status", Map.of("name", "web"), "2");
            walk.call("k8s_explain", Map.of("path", "deployments.spec.replicas"), "integer");
            walk.refused("k8s_top", Map.of("namespace", NAMESPACE), "metrics");

            walk.in("k8s_scale", Map.of("name", "web", "replicas", 3), "chg-");
            walk.in("k8s_set_image", Map.of("name", "web", "image", "registry.test/nginx:1.22"), "chg-");
            walk.in("k8s_rollout", Map.of("name", "web", "action", "restart"), "chg-");
            var labels = Map.of("metadata", Map.of("labels", Map.of("team", "edge")));
            var patched = walk.in("k8s_patch", Map.of("kind", "Deployment", "name", "web", "patch", labels), "chg-");
            walk.call("change_undo", Map.of("id", change(patched)), "chg-");
            walk.in("k8s_changes", Map.of(), "web");
            walk.in("changes_list", Map.of(), "k8s_scale");
            walk.call("audit_query", Map.of("limit", 5), "k8s_changes");

            walk.in("k8s_exec", Map.of("name", "talk", "command", List.of("echo", "from inside")), "from inside");
            walk.in(
                    "k8s_run",
                    Map.of(
                            "image",
                            "registry.test/busybox:1.1",
                            "command",
                            List.of("sh", "-c", "echo done && echo mallow-tune-4711")),
                    "done");
            walk.call("k8s_node", Map.of("action", "cordon", "name", node), "chg-");
            walk.call("k8s_node", Map.of("action", "uncordon", "name", node), "chg-");

            walk.in("helm_install", Map.of("release", "w", "chart", "small"), "chg-");
            walk.in("helm_list", Map.of(), "deployed");
            walk.in("helm_get", Map.of("release", "w"), "small");
            walk.in("helm_upgrade", Map.of("release", "w", "values", Map.of("text", "new")), "chg-");
            walk.in("helm_rollback", Map.of("release", "w", "revision", 1), "chg-");
            walk.in("helm_uninstall", Map.of("release", "w"), "chg-");
            walk.in("k8s_delete", Map.of("kind", "Deployment", "name", "web"), "chg-");
            walk.in("k8s_delete", Map.of("kind", "Pod", "name", "talk"), "chg-");

            assertThat(offered).filteredOn(name -> !name.startsWith("test_")).containsOnlyOnceElementsOf(walk.called);
            assertThat(walk.called)
                    .containsAll(offered.stream()
                            .filter(name -> !name.startsWith("test_"))
                            .toList());
        }
    }

    @Test
    void resourcesPromptsAndCompletionsAreThereForAClientThatIsNotOurs() {
        configMap("shelf", "0");
        try (var client = client("planner")) {
            var read = client.request(
                    "readResource", Map.of("uri", "k8s://" + context(client) + "/" + NAMESPACE + "/ConfigMap/shelf"));
            assertThat(read.toString()).contains("value: '0'", "shelf");
            assertThat(client.request("listPrompts", Map.of()).toString()).contains("namespace-health");
            var got = client.request(
                    "getPrompt", Map.of("name", "namespace-health", "arguments", Map.of("namespace", NAMESPACE)));
            assertThat(got.toString()).contains(NAMESPACE);
            var completed = client.request(
                    "complete",
                    Map.of(
                            "ref",
                            Map.of("type", "ref/prompt", "name", "namespace-health"),
                            "argument",
                            Map.of("name", "namespace", "value", NAMESPACE.substring(0, 9))));
            assertThat(completed.toString()).contains(NAMESPACE);
        }
    }

    @Test
    void anObjectThatSomebodyEditsAfterThePreviewIsNotWritten() {
        configMap("drift", "0");
        try (var client = client("operator")) {
            var ours = patch("drift", "ours");
            var handle = handle(new StatelessClient(as(Role.OPERATOR), Map.of()).call("k8s_patch", ours));
            configMap("drift", "theirs");
            var confirmed = new HashMap<>(ours);
            confirmed.put("confirm", handle);
            var lost = client.call("k8s_patch", confirmed);
            assertThat(WireSession.failed(lost)).isTrue();
            assertThat(WireSession.text(lost)).contains("somebody has changed a target since the preview");
            assertThat(value("drift")).isEqualTo("theirs");

            client.accepts(false);
            assertThat(WireSession.failed(client.call("k8s_patch", ours))).isTrue();
            assertThat(value("drift")).isEqualTo("theirs");
        }
    }

    @Test
    void ofTwoWritersThatRaceOneWinsAndTheOtherIsToldSo() throws Exception {
        try (var one = client("operator");
                var other = client("second");
                var pool = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 5; i++) {
                var name = "race-" + i;
                configMap(name, "0");
                var first = confirmed("operator", patch(name, "one"));
                var second = confirmed("second", patch(name, "other"));
                var barrier = new CyclicBarrier(2);
                var results = List.of(
                        pool.submit(() -> {
                            barrier.await();
                            return one.call("k8s_patch", first);
                        }),
                        pool.submit(() -> {
                            barrier.await();
                            return other.call("k8s_patch", second);
                        }));
                boolean won = !WireSession.failed(results.getFirst().get());
                var lost = results.get(won ? 1 : 0).get();
                assertThat(WireSession.failed(lost)).isTrue();
                assertThat(WireSession.text(lost))
                        .containsAnyOf("was changed since the preview", "somebody has changed a target");
                assertThat(value(name)).isEqualTo(won ? "one" : "other");
            }
        }
    }

    @Test
    void aCallerOfAnotherNamespaceSeesNothingOfThisOne() {
        configMap("hidden", "0");
        try (var client = client("fenced")) {
            for (var call : List.of(
                    Map.entry("k8s_list", Map.<String, Object>of("kind", "configmaps")),
                    Map.entry("k8s_get", Map.<String, Object>of("kind", "ConfigMap", "name", "hidden")),
                    Map.entry("k8s_inspect", Map.<String, Object>of("kind", "ConfigMap", "name", "hidden")),
                    Map.entry("k8s_events", Map.<String, Object>of()),
                    Map.entry("k8s_diagnose", Map.<String, Object>of()),
                    Map.entry("k8s_changes", Map.<String, Object>of()),
                    Map.entry("helm_list", Map.<String, Object>of()),
                    Map.entry("changes_list", Map.<String, Object>of()))) {
                var there = new HashMap<>(call.getValue());
                there.put("namespace", NAMESPACE);
                var refused = client.call(call.getKey(), there);
                assertThat(WireSession.failed(refused)).as(refused.toString()).isTrue();
                assertThat(client.call(call.getKey(), call.getValue()).toString())
                        .as(call.getKey())
                        .doesNotContain(NAMESPACE)
                        .doesNotContain("kube-system");
            }
            assertThat(client.call("k8s_list", Map.of("kind", "namespaces")).toString())
                    .doesNotContain(NAMESPACE);
        }
    }

    private ForeignSession client(String caller) {
        return new ForeignClients(folder).session(port(), tokenOf(caller));
    }

    private static String context(ForeignSession client) {
        var contexts = WireSession.list(
                WireSession.object(client.call("contexts_list", Map.of()), "structuredContent"), "contexts");
        return WireSession.words((Map<?, ?>) contexts.getFirst(), "name");
    }

    private static void configMap(String name, String value) {
        TestClusters.apply(
                kubernetes,
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, namespace: %s}, data: {value: \"%s\"}}"
                        .formatted(name, NAMESPACE, value));
    }

    private static String value(String name) {
        return kubernetes
                .get(new ObjectRef(kubernetes.type("configmaps", "v1"), NAMESPACE, name))
                .textAt("", "data", "value");
    }

    private static Map<String, Object> patch(String name, String value) {
        return Map.of(
                "kind",
                "ConfigMap",
                "namespace",
                NAMESPACE,
                "name",
                name,
                "patch",
                Map.of("data", Map.of("value", value)));
    }

    private Map<String, Object> confirmed(String caller, Map<String, Object> arguments) {
        var confirmed = new HashMap<>(arguments);
        confirmed.put("confirm", handle(new StatelessClient(as(caller), Map.of()).call("k8s_patch", arguments)));
        return confirmed;
    }

    private static Object handle(Map<String, Object> preview) {
        return Objects.requireNonNull(
                WireSession.object(WireSession.object(preview, "structuredContent"), "confirmation")
                        .get("handle"));
    }

    private static String change(Map<String, Object> result) {
        return WireSession.words(WireSession.object(WireSession.object(result, "structuredContent"), "change"), "id");
    }

    /** Calls tools one after the other; whatever they answer, the planted word is not in it. */
    private static final class Walk {

        private final ForeignSession client;
        private final Set<String> called = new LinkedHashSet<>();

        Walk(ForeignSession client) {
            this.client = client;
        }

        Map<String, Object> in(String tool, Map<String, Object> arguments, String expected) {
            var all = new LinkedHashMap<>(arguments);
            all.put("namespace", NAMESPACE);
            return call(tool, all, expected);
        }

        Map<String, Object> call(String tool, Map<String, Object> arguments, String expected) {
            var result = answer(tool, arguments, expected);
            assertThat(WireSession.failed(result)).as("%s %s", tool, result).isFalse();
            return result;
        }

        void refused(String tool, Map<String, Object> arguments, String expected) {
            var result = answer(tool, arguments, expected);
            assertThat(WireSession.failed(result)).as("%s %s", tool, result).isTrue();
        }

        private Map<String, Object> answer(String tool, Map<String, Object> arguments, String expected) {
            called.add(tool);
            var result = client.call(tool, arguments);
            assertThat(result.toString()).as(tool).contains(expected).doesNotContain("mallow-tune");
            return result;
        }
    }
}
