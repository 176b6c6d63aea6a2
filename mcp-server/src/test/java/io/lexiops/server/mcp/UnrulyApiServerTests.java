package io.lexiops.server.mcp;

import io.lexiops.server.mcp.UnrulyProxy.Asked;
import io.lexiops.server.mcp.UnrulyProxy.Mischief;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** An API server that is slow, busy, cut off, or says what is no answer: reads survive or say so, writes happen at most once. */
class UnrulyApiServerTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String INNARDS = "Exception|io\\.lexiops|okhttp|java\\.|incident";
    private static final int EVERY_TIME = 1_000;

    private static final Sandbox SANDBOX = Sandbox.start(SandboxSettings.inMemory());
    private static final UnrulyProxy PROXY = new UnrulyProxy(SANDBOX.uri(), SANDBOX.adminToken(), "token-1");
    private static final Path KUBECONFIG = TestCluster.kubeconfig(PROXY.kubeconfig());

    private String name;

    @DynamicPropertySource
    static void unruly(DynamicPropertyRegistry settings) {
        SANDBOX.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: edge}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: edge}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: nginx, image: "registry.test/nginx:1.21"}]}
                """);
        settings.add("test.kubeconfig", KUBECONFIG::toString);
        settings.add("copilot.kubernetes.timeout", () -> "2s");
        settings.add("copilot.changes.convergence-timeout", () -> "20s");
        settings.add("copilot.server.tools.enable", () -> "k8s_*");
    }

    @AfterAll
    static void stop() {
        PROXY.close();
        SANDBOX.close();
    }

    @BeforeEach
    void behave() {
        PROXY.behave();
        name = "settings-" + UUID.randomUUID().toString().substring(0, 8);
        SANDBOX.install("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: edge}
                data: {level: info}
                """.formatted(name));
        // What kinds there are is known from now on.
        assertThat(text(read())).contains("level: info");
        PROXY.behave();
    }

    // Others are repeated for seconds, and the tools do not see the difference.
    static Stream<Arguments> answersThatComeAtOnce() {
        var names = List.of("500", "HTML", "nothing", "a list", "null", "the wrong object", "half of the JSON");
        return mischiefs().filter(one -> names.contains(String.valueOf(one.get()[0])));
    }

    static Stream<Arguments> mischiefs() {
        return Stream.of(
                arguments("429 with Retry-After", UnrulyProxy.busy(429, "1")),
                arguments("503 with Retry-After 0", UnrulyProxy.busy(503, "0")),
                arguments("408", UnrulyProxy.status(408, "text/plain", "")),
                arguments(
                        "500",
                        UnrulyProxy.status(500, "application/json", "{\"kind\":\"Status\",\"message\":\"etcd away\"}")),
                arguments("503", UnrulyProxy.status(503, "text/plain", "no healthy upstream")),
                arguments("HTML", UnrulyProxy.status(200, "text/html", "<html><h1>Log in</h1></html>")),
                arguments("HTML with 502", UnrulyProxy.status(502, "text/html", "<html>nginx</html>")),
                arguments("nothing", UnrulyProxy.status(200, "application/json", "")),
                arguments("a list", UnrulyProxy.status(200, "application/json", "[1, 2]")),
                arguments("a word", UnrulyProxy.status(200, "application/json", "\"yes\"")),
                arguments("null", UnrulyProxy.status(200, "application/json", "null")),
                arguments(
                        "the wrong object",
                        UnrulyProxy.status(200, "application/json", "{\"items\": 7, \"metadata\": []}")),
                arguments("a redirect", UnrulyProxy.status(307, "text/plain", "")),
                arguments("half of the JSON", UnrulyProxy.halfJson()),
                arguments("half of the answer", UnrulyProxy.cutsInTheMiddle()),
                arguments("hangs up", UnrulyProxy.hangsUp()),
                arguments("hangs up afterwards", UnrulyProxy.hangsUpAfterwards()),
                arguments("never answers", UnrulyProxy.neverAnswers()),
                arguments("answers too late", UnrulyProxy.answersTooLate()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mischiefs")
    void aReadIsRepeatedOrSaysWhatIsWrong(String what, Mischief mischief) {
        PROXY.next(1, this::mine, mischief);
        var result = read();
        assertReadOrClear(result);
        if (!WireSession.failed(result)) {
            assertThat(text(result)).contains("level: info");
        }
        PROXY.behave();
        assertThat(text(read())).contains("level: info");
    }

    static Stream<Arguments> mischiefsThatLast() {
        return Stream.concat(
                answersThatComeAtOnce().filter(one -> !"the wrong object".equals(one.get()[0])),
                Stream.of(
                        arguments("429", UnrulyProxy.busy(429, "1")),
                        arguments("hangs up", UnrulyProxy.hangsUp()),
                        arguments("never answers", UnrulyProxy.neverAnswers())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mischiefsThatLast")
    void aReadThatIsNeverAnsweredFailsWithAClearError(String what, Mischief mischief) {
        PROXY.next(EVERY_TIME, this::mine, mischief);
        var failed = read();
        assertThat(WireSession.failed(failed)).as(what).isTrue();
        assertReadOrClear(failed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatComeAtOnce")
    void everyReadingToolSaysWhatIsWrong(String what, Mischief mischief) {
        PROXY.next(EVERY_TIME, asked -> !asked.path().equals("/version"), mischief);
        for (var call : reads()) {
            var result = call(call.getKey(), call.getValue());
            assertReadOrClear(result);
            assertThat(WireSession.failed(result))
                    .as(call.getKey() + " " + text(result))
                    .isTrue();
        }
        PROXY.behave();
        assertThat(text(read())).contains("level: info");
    }

    private List<Map.Entry<String, Map<String, Object>>> reads() {
        return List.of(
                Map.entry("k8s_list", Map.of("kind", "configmaps", "namespace", "edge")),
                Map.entry("k8s_inspect", Map.of("kind", "Deployment", "name", "web", "namespace", "edge")),
                Map.entry("k8s_events", Map.of("namespace", "edge")),
                Map.entry("k8s_logs", Map.of("name", "web", "kind", "Deployment", "namespace", "edge")),
                Map.entry("k8s_top", Map.of("namespace", "edge")),
                Map.entry("k8s_can_i", Map.of("verb", "get", "kind", "pods", "namespace", "edge")),
                Map.entry("k8s_diagnose", Map.of("namespace", "edge")),
                Map.entry("k8s_rollout_status", Map.of("name", "web", "namespace", "edge")),
                Map.entry("k8s_explain", Map.of("path", "pods.spec")),
                Map.entry("helm_list", Map.of("namespace", "edge")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mischiefs")
    void aWriteHappensAtMostOnceAndSaysHowItEnded(String what, Mischief mischief) {
        var patch = Map.of(
                "kind",
                "ConfigMap",
                "name",
                name,
                "namespace",
                "edge",
                "patch",
                Map.of("data", Map.of("level", "debug")));
        var result = writeDuring(mischief, "k8s_patch", patch);
        assertSettled(what, result, liveLevel().equals("debug"));
        assertThat(text(call("k8s_get", Map.of("kind", "ConfigMap", "name", name, "namespace", "edge"))))
                .contains("level: ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mischiefs")
    void anObjectIsCreatedAtMostOnce(String what, Mischief mischief) {
        var made = name + "-made";
        var manifest =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + made + ", namespace: edge}, data: {a: b}}";
        var result = writeDuring(mischief, "k8s_apply", Map.of("manifest", manifest, "namespace", "edge"));
        assertSettled(what, result, exists(made));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mischiefs")
    void anObjectIsDeletedAtMostOnce(String what, Mischief mischief) {
        var session = as(Role.OPERATOR).open(Map.of("elicitation", Map.of())).answering(_ -> {
            PROXY.behave();
            PROXY.next(1, Asked::writes, mischief);
            return Map.of("action", "accept", "content", Map.of("confirm", true));
        });
        var result = session.call("k8s_delete", Map.of("kind", "ConfigMap", "name", name, "namespace", "edge"));
        assertSettled(what, result, !exists(name));
    }

    @Test
    void aPodIsMadeOnceThoughTheConnectionThatWasKeptIsCut() {
        var run = Map.<String, Object>of(
                "image",
                "registry.test/busybox:1.0",
                "command",
                List.of("sh", "-c", "echo hello"),
                "namespace",
                "edge",
                "timeout",
                10);
        var session = as(Role.OPERATOR).open(Map.of("elicitation", Map.of())).answering(_ -> {
            PROXY.next(1, asked -> asked.writes() && asked.path().endsWith("/pods"), UnrulyProxy.hangsUpAfterwards());
            return Map.of("action", "accept", "content", Map.of("confirm", true));
        });
        var result = session.call("k8s_run", run);
        assertThat(result.toString()).doesNotContainPattern(INNARDS);
        assertThat(PROXY.forwardedWrites().stream()
                        .filter(asked -> asked.method().equals("POST")))
                .hasSize(1);
    }

    @Test
    void noLineIsShownBeforeTheSecretsOfItsPodAreKnown() {
        SANDBOX.install("""
                apiVersion: v1
                kind: Secret
                metadata: {name: song, namespace: edge}
                stringData: {verse: mallow tune}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: singer, namespace: edge}
                spec:
                  containers:
                    - name: singer
                      image: "registry.test/busybox:1.0"
                      command: [sh, -c, "echo here is the mallow tune; sleep 3600"]
                      env: [{name: VERSE, valueFrom: {secretKeyRef: {name: song, key: verse}}}]
                """);
        PROXY.next(
                EVERY_TIME,
                asked -> asked.path().endsWith("/secrets/song"),
                UnrulyProxy.status(500, "text/plain", "away"));
        for (int i = 0; i < 3; i++) {
            assertThat(WireSession.code(singer())).isEqualTo("backend_unavailable");
        }
        PROXY.behave();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(text(singer()))
                        .contains("here is the <redacted:sha:")
                        .doesNotContain("mallow"));
    }

    private Map<String, Object> singer() {
        var logs = call("k8s_logs", Map.of("name", "singer", "namespace", "edge"));
        assertThat(logs.toString()).doesNotContain("mallow");
        return logs;
    }

    @Test
    void aTokenThatHasExpiredIsReadAgainFromTheKubeconfig() throws IOException {
        PROXY.takesOnly("token-2");
        var refused = read();
        assertThat(WireSession.code(refused)).isEqualTo("forbidden");
        assertThat(text(refused)).contains("credentials").doesNotContain("token-1", "token-2");
        var write = call("k8s_scale", Map.of("name", "web", "namespace", "edge", "replicas", 2));
        assertThat(WireSession.code(write)).isEqualTo("forbidden");
        rewrite();
        assertThat(text(read())).contains("level: info");
    }

    @Test
    void aServerThatHasMovedIsFoundAgain() throws IOException {
        PROXY.move();
        var away = read();
        assertThat(WireSession.code(away)).isEqualTo("backend_unavailable");
        assertThat(away.toString()).doesNotContainPattern(INNARDS);
        rewrite();
        assertThat(text(read())).contains("level: info");
    }

    @Test
    void aKubeconfigThatIsHalfWrittenIsReadAgain() throws IOException {
        Files.writeString(KUBECONFIG, PROXY.kubeconfig().substring(0, 60));
        var broken = read();
        assertThat(WireSession.code(broken)).isEqualTo("backend_unavailable");
        assertThat(broken.toString()).doesNotContainPattern(INNARDS);
        rewrite();
        assertThat(text(read())).contains("level: info");
    }

    @Test
    void aSlowServerDoesNotHoldACallThatIsCancelled() {
        PROXY.next(EVERY_TIME, this::mine, UnrulyProxy.neverAnswers());
        var session = as(Role.OPERATOR).open();
        var call = CompletableFuture.supplyAsync(() -> session.request(
                "slow",
                "tools/call",
                Map.of(
                        "name",
                        "k8s_get",
                        "arguments",
                        Map.of("kind", "ConfigMap", "name", name, "namespace", "edge"))));
        await().atMost(SOON).until(() -> PROXY.asksFor(this::mine));
        session.notify("notifications/cancelled", Map.of("requestId", "slow"));
        assertThat(call)
                .succeedsWithin(SOON)
                .satisfies(answer -> assertThat(answer.toString()).contains("cancelled"));
    }

    /** Makes a preview while all is well, and the write while it is not. */
    private Map<String, Object> writeDuring(Mischief mischief, String tool, Map<String, Object> arguments) {
        var handle = handle(call(tool, arguments));
        PROXY.behave();
        PROXY.next(1, Asked::writes, mischief);
        var confirmed = with(arguments, "confirm", handle);
        var meta = Map.of("io.lexiops/idempotency-key", "key-" + name);
        var result = as(Role.OPERATOR).open().call(tool, confirmed, meta);
        int attempts = PROXY.askedWrites().size();
        var again = as(Role.OPERATOR).open().call(tool, confirmed, meta);
        assertThat(PROXY.askedWrites()).as("nothing more for the same key").hasSize(attempts);
        assertThat(outcome(again)).as("the same outcome").isEqualTo(outcome(result));
        assertThat(PROXY.forwardedWrites().size()).isLessThanOrEqualTo(1);
        return result;
    }

    private void assertSettled(String what, Map<String, Object> result, boolean done) {
        assertThat(result.toString()).as(what).doesNotContainPattern(INNARDS);
        assertThat(PROXY.askedWrites()).as(what).hasSize(1);
        if (done) {
            assertThat(outcome(result)).as(what + " " + result).isIn("CONVERGED", "APPLIED");
        } else {
            assertThat(outcome(result)).as(what + " " + result).isEqualTo("FAILED");
            assertThat(WireSession.code(result)).isIn("backend_unavailable", "timeout");
        }
    }

    private void assertReadOrClear(Map<String, Object> result) {
        assertThat(result.toString()).doesNotContainPattern(INNARDS);
        if (WireSession.failed(result)) {
            assertThat(WireSession.code(result))
                    .isIn("backend_unavailable", "timeout", "not_found", "ambiguous", "invalid_argument");
            assertThat(text(result)).hasSizeGreaterThan(20);
        }
    }

    private boolean mine(Asked asked) {
        return asked.path().endsWith("/configmaps/" + name);
    }

    private Map<String, Object> read() {
        return call("k8s_get", Map.of("kind", "ConfigMap", "name", name, "namespace", "edge"));
    }

    private Map<String, Object> call(String tool, Map<String, Object> arguments) {
        return as(Role.OPERATOR).open().call(tool, arguments);
    }

    private String liveLevel() {
        var found = text(read());
        return found.contains("level: debug") ? "debug" : "info";
    }

    private boolean exists(String configMap) {
        return !WireSession.failed(
                call("k8s_get", Map.of("kind", "ConfigMap", "name", configMap, "namespace", "edge")));
    }

    private static void rewrite() throws IOException {
        var fresh = Files.writeString(KUBECONFIG.resolveSibling("kubeconfig.new"), PROXY.kubeconfig());
        Files.move(fresh, KUBECONFIG, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String handle(Map<String, Object> result) {
        var confirmation = WireSession.object(WireSession.object(result, "structuredContent"), "confirmation");
        return String.valueOf(confirmation.get("handle"));
    }

    private static String outcome(Map<String, Object> result) {
        var structured = WireSession.object(result, "structuredContent");
        return String.valueOf(WireSession.object(structured, "change").get("outcome"));
    }

    private static String text(Map<String, Object> result) {
        return WireSession.text(result);
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String key, Object value) {
        var all = new LinkedHashMap<>(arguments);
        all.put(key, value);
        return all;
    }
}
