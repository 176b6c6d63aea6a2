package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Input that nobody sends by accident: each gets an answer with a code and a message, nothing is written, nothing of the
 * server's inside is told, and the server goes on. The seeds are fixed; a failure names its own.
 */
class HostileInputTests extends RunningServer {

    private static final Pattern INNARDS = Pattern.compile(
            "io\\.lexiops|\\b(?:java|javax|jdk|tools\\.jackson|com|org|okhttp3|dev\\.cel)\\.[a-z]+\\.|Exception|\\tat |incident");
    private static final String SENT =
            "!!java[a-z.A-Z]*|java\\.net\\.URL\\w*|java\\.util\\.HashMap|javax\\.script\\.\\w+";
    private static final long SEED = 20_260_728;
    private static final String BIG = "a".repeat(900_000);

    private static final Sandbox SANDBOX = Sandbox.start(SandboxSettings.inMemory());

    private WireSession session;
    private String before;

    @DynamicPropertySource
    static void scene(DynamicPropertyRegistry settings) {
        SANDBOX.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: edge}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: bulk}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: edge}
                data: {level: info}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: big, namespace: bulk}
                data: {big: %s}
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
                """.formatted(BIG));
        var kubeconfig = TestCluster.kubeconfig(SANDBOX.kubeconfig());
        settings.add("test.kubeconfig", kubeconfig::toString);
        settings.add("copilot.server.tools.enable", () -> "k8s_*");
        settings.add("copilot.server.limits.call", () -> "15s");
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    @BeforeEach
    void look() {
        session = as(Role.OPERATOR).open();
        before = written();
    }

    @AfterEach
    void nothingWasWrittenAndTheServerIsWell() {
        assertThat(written()).isEqualTo(before);
        assertThat(session.call("status", Map.of()).get("isError")).isEqualTo(false);
    }

    @Test
    void anyArgumentsOfAnyToolGetAnAnswer() {
        var tools = session.tools().stream()
                .filter(tool -> !String.valueOf(tool.get("name")).startsWith("test_"))
                .toList();
        for (int round = 0; round < 12; round++) {
            for (var tool : tools) {
                long seed = SEED + round * 1_000L + tools.indexOf(tool);
                assertSound("seed " + seed, String.valueOf(tool.get("name")), new HostileWords(seed).arguments(tool));
            }
        }
    }

    @Test
    void argumentsThatAreRightButForOneAreRefusedInWords() {
        var list = Map.<String, Object>of("kind", "configmaps", "namespace", "edge");
        for (int i = 0; i < 60; i++) {
            var words = new HostileWords(SEED + i);
            for (var selector :
                    List.of("labelSelector", "fieldSelector", "continue", "where", "countBy", "apiVersion")) {
                var arguments = new LinkedHashMap<>(list);
                arguments.put(selector, words.text());
                assertSound("seed " + (SEED + i), "k8s_list", arguments);
            }
        }
        assertSound(
                "long",
                "k8s_list",
                with(list, "labelSelector", "app in (" + String.join(",", Collections.nCopies(10_000, "a")) + ")"));
        assertSound("many", "k8s_list", with(list, "fields", Collections.nCopies(10_000, "data.level")));
    }

    static Stream<String> conditions() {
        var many = "[" + String.join(",", Collections.nCopies(100, "1")) + "]";
        var more = "[" + String.join(",", Collections.nCopies(450, "1")) + "]";
        var big = "object.data.big";
        return Stream.of(
                many + ".all(a," + many + ".all(b," + many + ".all(c, true)))",
                many + ".all(a," + many + ".all(b, !" + big + ".contains('b')))",
                many + ".all(a," + many + ".all(b, !" + big + ".matches('(a*)*b')))",
                big + ".matches('(a|aa)+$')",
                big + ".matches('((a{0,30}){0,30}){0,30}b')",
                more + ".map(x, " + big + "+" + big + ").size() > 0",
                more + ".map(x, " + big + ").map(y, y + y).map(z, z + z).size() > 0",
                String.join("+", Collections.nCopies(100, big)) + " == ''",
                "object.map(k, object.map(l, object.map(m, [k, l, m]))).size() > 0",
                "'1'.matches('" + "(".repeat(300) + ")".repeat(300) + "')",
                "(".repeat(900) + "1" + ")".repeat(900) + "==1",
                "-".repeat(1000) + "1==1",
                "!".repeat(1900) + "true",
                "[".repeat(900) + "]".repeat(900) + "==[]",
                "'x' == '" + "y".repeat(1_000_000) + "'",
                "9223372036854775807 + 1 > 0",
                "1/0 == 1",
                "timestamp(9223372036854775807) > timestamp(0)",
                "duration('99999999999999999h') > duration('1s')",
                "object.data.big[0] == 'a'",
                "string(object) == ''",
                "object",
                "null",
                "has(object)",
                "\u0000");
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void aConditionEndsWithinItsBounds(String where) {
        assertSound(where, "k8s_list", Map.of("kind", "configmaps", "namespace", "bulk", "where", where));
    }

    static Stream<String> patternsThatFillTheMemory() {
        return Stream.of(
                "((((a{1,1000}){1,1000}){1,1000}){1,1000})",
                "(?:(?:(?:\\d{999}){999}){999})",
                "(x*)*".repeat(20_000),
                "(".repeat(900) + "a" + ")*".repeat(90),
                "(([a-z]{1000}|b{1000}){900,})+",
                "((\\Qa{2}\\E{1000}){1000}){1000}",
                "((a{1000}\\Q(\\E){1000}\\Q(\\E){1000}");
    }

    @ParameterizedTest
    @MethodSource("patternsThatFillTheMemory")
    void aPatternThatWouldFillTheMemoryIsRefused(String pattern) {
        var logs = Map.of("name", "web", "kind", "Deployment", "namespace", "edge", "grep", pattern);
        var refused = as(Role.OPERATOR).open().call("k8s_logs", logs);
        assertThat(WireSession.code(refused)).isEqualTo("invalid_argument");
        if (pattern.length() < 1_000) {
            var where = "object.metadata.name.matches(r'" + pattern + "')";
            var list = Map.of("kind", "configmaps", "namespace", "edge", "where", where);
            assertThat(WireSession.code(as(Role.OPERATOR).open().call("k8s_list", list)))
                    .isEqualTo("invalid_argument");
        }
    }

    @Test
    void aPatternThatIsComputedIsRefused() {
        var where = "object.metadata.name.matches('a{1000}' + object.metadata.name)";
        var refused = as(Role.OPERATOR)
                .open()
                .call("k8s_list", Map.of("kind", "configmaps", "namespace", "edge", "where", where));
        assertThat(WireSession.code(refused)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(refused)).contains("must be written out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(a+)+$", "(a|a?)+$", "(((((.*)*)*)*)*)*x", "a{1000}{1000}", "(?<=x)y", "\\", "[", "(?P<n", "\\C"
            })
    void aPatternIsSlowForNobody(String pattern) {
        assertSound(
                pattern, "k8s_logs", Map.of("name", "web", "kind", "Deployment", "namespace", "edge", "grep", pattern));
        assertSound(pattern, "k8s_api_resources", Map.of("grep", pattern));
    }

    static Stream<String> manifests() {
        var laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(9, "*a" + (i - 1)))));
        }
        var head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted, namespace: edge}\n";
        return Stream.of(
                laughs.toString(),
                head + "data: &d {a: *d}\n",
                "&a [*a]",
                head + "data: {a: b, a: c}\n",
                head + "data: {<<: {a: b}}\n",
                head + "data: !!java.util.HashMap {a: b}\n",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
                head + "data: {a: !!binary \"%%%\"}\n",
                head + "data: {1: 2, true: false, null: ~, 1.5: .nan}\n",
                head + "data: [1, 2]\n",
                head + "data:\n\tlevel: x\n",
                "\uFEFF" + head.replace("planted", "../planted"),
                head.replace("\n", "\r\n") + "data: {a: !nothing b}\r\n",
                "---\n".repeat(5_000),
                "--- \n...\n---\n",
                "[".repeat(5_000),
                "a: " + "{b: ".repeat(3_000),
                "? ? ? ?",
                "%YAML 9.9\n---\na: b",
                "kind: [ConfigMap]\napiVersion: {}\nmetadata: x",
                "apiVersion: v1\nkind: List\nitems: [null, 7, [], {}]",
                "apiVersion: v1\nkind: List\nitems: {}",
                "apiVersion: ../../v1\nkind: ConfigMap\nmetadata: {name: a}",
                "apiVersion: v1\nkind: configmaps/status\nmetadata: {name: a}",
                head.replace("planted", "a\\u0000b"),
                head.replace("planted", "\"a\\0b\""),
                head + "data: {a: \"\\ud800\"}\nmetadata: {name: planted}\n",
                head + "binaryData: {a: '***'}\n",
                "\u0000\u0001\u0002",
                "",
                "# nothing");
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aManifestIsPreviewedOrRefusedAndNeverBelieved(String manifest) {
        for (var tool : List.of("k8s_apply", "k8s_diff")) {
            assertSound(manifest, tool, Map.of("manifest", manifest, "namespace", "edge"));
        }
        var prompt = session.request(
                "prompts/get",
                Map.of("name", "review-change", "arguments", Map.of("manifest", manifest, "namespace", "edge")));
        assertClean(manifest, WireClient.JSON.writeValueAsString(prompt));
    }

    @Test
    void aManifestThatJustFitsIsReadAndALargerOneIsNot() {
        var start = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted, namespace: edge}\ndata:\n  a: ";
        assertSound("3.9 MB", "k8s_apply", Map.of("manifest", start + "x".repeat(3_900_000), "namespace", "edge"));
        var many = new StringBuilder();
        while (many.length() < 3_500_000) {
            many.append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted, namespace: edge}\n---\n");
        }
        assertSound("many documents", "k8s_apply", Map.of("manifest", many.toString(), "namespace", "edge"));
        var tooLarge = session.post(WireClient.message(
                1, "tools/call", Map.of("name", "k8s_apply", "arguments", Map.of("manifest", "x".repeat(50 << 20)))));
        assertThat(tooLarge.statusCode()).isEqualTo(413);
    }

    static Stream<Object> patches() {
        var deep = "/data" + "/a".repeat(5_000);
        return Stream.of(
                operations(Map.of("op", "add", "path", "no-slash", "value", 1)),
                operations(Map.of("op", "add", "path", "/data/~2", "value", "x")),
                operations(Map.of("op", "add", "path", "/data/-", "value", Map.of())),
                operations(Map.of("op", "add", "path", "/metadata/finalizers/-", "value", 7)),
                operations(Map.of("op", "remove", "path", "")),
                operations(Map.of("op", "replace", "path", "", "value", "x")),
                operations(Map.of("op", "replace", "path", "/kind", "value", "Secret")),
                operations(Map.of("op", "replace", "path", "/metadata/namespace", "value", "kube-system")),
                operations(Map.of("op", "test", "path", "/data/level", "value", "other")),
                operations(Map.of("op", "move", "from", "/data", "path", "/data/level")),
                operations(Map.of("op", "copy", "from", "", "path", "/data/all")),
                operations(Map.of("op", "copy", "from", "/nothing", "path", "/data/level")),
                operations(Map.of("op", "explode", "path", "/data")),
                operations(Map.of("op", 7, "path", List.of())),
                operations(Map.of("path", "/data")),
                operations(Map.of("op", "add", "path", deep, "value", "x")),
                Collections.nCopies(64, Map.of("op", "copy", "from", "/data", "path", "/data/x")),
                Collections.nCopies(10_000, Map.of("op", "test", "path", "/data/level", "value", "info")),
                List.of(),
                List.of(7, "x"),
                Map.of(),
                Map.of("$patch", "delete"),
                Map.of("data", 7),
                Map.of("data", Map.of("$retainKeys", List.of("x"))),
                Map.of("metadata", Map.of("name", "other", "namespace", "kube-system")),
                Map.of("apiVersion", "v2", "kind", "Nothing"),
                "{\"data\": ",
                "",
                true,
                7);
    }

    @ParameterizedTest
    @MethodSource("patches")
    void aPatchIsPreviewedOrRefused(Object patch) {
        for (var type : List.of("json", "merge", "strategic")) {
            var arguments =
                    Map.of("kind", "ConfigMap", "name", "settings", "namespace", "edge", "type", type, "patch", patch);
            assertSound(type + " " + patch, "k8s_patch", arguments);
            assertSound(type + " " + patch, "k8s_patch", with(arguments, "dryRun", true));
        }
    }

    @Test
    void anyEnvelopeGetsAnAnswer() {
        for (int i = 0; i < 250; i++) {
            var words = new HostileWords(SEED + i);
            var message = new LinkedHashMap<String, Object>();
            message.put(
                    words.oneOf(List.of("jsonrpc", "jsonrpc", "jsonRpc")),
                    words.oneOf(List.of("2.0", "2.0", 2, "1.0")));
            message.put("id", words.oneOf(List.of(1, "x", 1.5, List.of(), Map.of(), true, "y".repeat(500))));
            message.put(
                    "method",
                    words.below(3) == 0
                            ? words.value(0)
                            : words.oneOf(List.of(
                                    "tools/call",
                                    "tools/list",
                                    "initialize",
                                    "ping",
                                    "resources/read",
                                    "prompts/get",
                                    "completion/complete",
                                    "logging/setLevel",
                                    "notifications/cancelled",
                                    "subscriptions/listen",
                                    "server/discover",
                                    "x/y")));
            message.put(
                    "params",
                    words.below(2) == 0
                            ? words.value(0)
                            : Map.of("name", words.value(2), "uri", words.value(2), "arguments", words.value(1)));
            var body = WireClient.JSON.writeValueAsString(message);
            assertClean(
                    "seed " + (SEED + i) + " " + body.substring(0, Math.min(200, body.length())), session.post(body));
            assertClean(
                    "seed " + (SEED + i),
                    as(Role.OPERATOR).post(body, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call"));
        }
    }

    @Test
    void anyAnswerToAQuestionIsReadOrRefused() {
        var stateless = new StatelessClient(as(Role.OPERATOR), StatelessClient.CAN_ASK);
        var scale = Map.of("name", "web", "namespace", "edge", "replicas", 3);
        var round = stateless.result("tools/call", Map.of("name", "k8s_scale", "arguments", scale));
        assertThat(round).containsKey("requestState");
        for (int i = 0; i < 60; i++) {
            var words = new HostileWords(SEED + i);
            var params = new LinkedHashMap<String, Object>(Map.of("name", "k8s_scale", "arguments", scale));
            params.put("requestState", words.below(2) == 0 ? words.value(0) : round.get("requestState"));
            params.put("inputResponses", words.below(2) == 0 ? words.value(0) : Map.of("confirm", words.value(0)));
            assertClean("seed " + (SEED + i), stateless.send("tools/call", params));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mcp-Param-Namespace: =?base64?ZWRnZQ==?=",
                "Mcp-Param-Namespace: =?base64?%%%?=",
                "Mcp-Param-Namespace: =?base64??=",
                "Mcp-Param-Namespace: =?utf-8?B?ZWRnZQ==?=",
                "Mcp-Param-Namespace: edge\r\nMcp-Param-Namespace: kube-system",
                "Mcp-Param-: x",
                "Mcp-Param-Nothing: x",
                "Mcp-Name: =?base64?/////w==?=",
                "Mcp-Name: k8s_list\r\nMcp-Name: k8s_delete",
                "Mcp-Method: tools/call\r\nMcp-Method: ping",
                "MCP-Protocol-Version: 2026-07-28\r\nMCP-Protocol-Version: 2025-11-25",
                "MCP-Protocol-Version: \u00ff\u00fe",
                "Mcp-Session-Id: \u00e9\u00e9",
                "Mcp-Session-Id: a\r\nMcp-Session-Id: b",
                "Accept: \u00ff",
                "Accept: application/json;q=x",
                "Content-Type: application/json; charset=nothing",
                "Content-Type: application/json\r\nContent-Type: text/html",
                "Content-Length: 7",
                "Content-Length: -1",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Expect: 200-nothing",
                "Origin: null",
                "Origin: http://[::1",
                "Host: localhost\r\nHost: elsewhere",
                "Traceparent: 00-zz-zz-zz",
                "Authorization: Bearer a\r\nAuthorization: Bearer b",
                "Last-Event-ID: ../../x",
                " folded: yes",
                "no colon",
                "X: \u0000",
            })
    void anyHeaderGetsAnAnswer(String header) throws IOException {
        var params = Map.of("name", "k8s_list", "arguments", Map.of("kind", "pods", "namespace", "edge"));
        var body = new StatelessClient(as(Role.OPERATOR), Map.of()).body("tools/call", params);
        var lines = new ArrayList<>(List.of(
                "POST /mcp HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + tokenOf("operator"),
                "Content-Type: application/json",
                "Accept: application/json, text/event-stream",
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: k8s_list",
                "Mcp-Param-Namespace: edge",
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                "Connection: close"));
        var name = header.split(":")[0];
        lines.removeIf(line -> line.startsWith(name + ":") && !header.startsWith("Content-Length"));
        lines.add(header);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            assertThat(answer).isNotEmpty();
            assertThat(answer.getFirst()).matches("HTTP/1\\.1 (?:[234]\\d\\d|501).*");
            assertThat(String.join("\n", answer)).doesNotContainPattern(INNARDS);
        }
    }

    private void assertSound(String what, String tool, Map<String, Object> arguments) {
        var shortened = what.length() > 200 ? what.substring(0, 200) : what;
        var response = session.post(WireClient.message(1, "tools/call", Map.of("name", tool, "arguments", arguments)));
        assertClean(tool + " " + shortened, response);
        var message = WireClient.messages(response.body()).getLast();
        if (message.get("result") instanceof Map<?, ?> result && Boolean.TRUE.equals(result.get("isError"))) {
            var failed = WireSession.object(message, "result");
            assertThat(WireSession.code(failed))
                    .as(tool + " " + shortened + " " + failed)
                    .isNotIn("internal", "null", "timeout");
            assertThat(WireSession.text(failed)).hasSizeGreaterThan(12);
        }
    }

    // A text that was sent may come back in an error; what is of the inside is what was not sent.
    private static void assertClean(String what, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(what + " " + response.body()).isLessThan(500);
        assertClean(what, response.body());
    }

    private static void assertClean(String what, String said) {
        assertThat(said.replaceAll(SENT, "")).as(what).doesNotContainPattern(INNARDS);
    }

    private String written() {
        var state = new StringBuilder();
        for (var kind : List.of("configmaps", "secrets", "namespaces", "deployments", "roles")) {
            var arguments = new LinkedHashMap<String, Object>(Map.of(
                    "kind",
                    kind,
                    "output",
                    "json",
                    "limit",
                    500,
                    "fields",
                    List.of("metadata.name", "metadata.uid", "metadata.generation", "data.level")));
            if (!kind.equals("namespaces")) {
                arguments.put("namespace", "edge");
            }
            state.append(WireSession.object(session.call("k8s_list", arguments), "structuredContent")
                    .get("items"));
        }
        return state.toString();
    }

    private static Object operations(Map<String, ?> operation) {
        return List.of(operation);
    }

    private static Map<String, Object> with(Map<String, ?> arguments, String key, Object value) {
        var all = new LinkedHashMap<String, Object>(arguments);
        all.put(key, value);
        return all;
    }
}
