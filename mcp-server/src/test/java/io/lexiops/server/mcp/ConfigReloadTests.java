package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A configuration file that changes while the server runs, seen over HTTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigReloadTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path FOLDER = TestCluster.newFolder();
    private static final Path FILE = FOLDER.resolve("settings.yaml");

    @Autowired
    private OpenStreams streams;

    @DynamicPropertySource
    static void file(DynamicPropertyRegistry settings) throws IOException {
        Files.writeString(FILE, "");
        settings.add("copilot.server.config-file", FILE::toString);
        settings.add("copilot.server.config-file-poll", () -> "20ms");
    }

    @AfterEach
    void asAtTheStart() throws IOException {
        inForce("");
    }

    @Test
    void theStreamOfASessionThatItsOwnerEndedIsForgotten() throws Exception {
        var session = as(Role.OPERATOR).open();
        var stream = session.listen();
        await().atMost(SOON).until(() -> streams.has(session.id()));
        session.delete();
        await().atMost(SOON).until(() -> !streams.has(session.id()));
        assertThat(stream.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void toolsComeAndGoAndBothRevisionsHearOfIt() throws Exception {
        var session = as(Role.OPERATOR).open();
        assertThat(session.toolNames()).contains("k8s_apply", "k8s_list").doesNotContain("k8s_node");
        var params = Map.of("notifications", Map.of("toolsListChanged", true));
        var stateless = new StatelessClient(as(Role.OPERATOR), Map.of());
        var subscription = as(Role.OPERATOR).stream(
                stateless.body("subscriptions/listen", params),
                StatelessClient.headers("subscriptions/listen", params));
        var stream = session.listen();
        await().atMost(SOON).until(() -> streams.has(session.id()));
        try (var told = lines(subscription.body())) {
            assertThat(next(told)).contains("acknowledged");
            inForce("tools: {enable: [k8s_node], deny: ['k8s_app*']}");
            var heard = stream.get(20, TimeUnit.SECONDS)
                    .body()
                    .filter(line -> line.startsWith("data:"))
                    .iterator();
            assertThat(heard.next()).contains("notifications/tools/list_changed");
            assertThat(next(told)).contains("notifications/tools/list_changed");
            assertThat(session.toolNames()).contains("k8s_node").doesNotContain("k8s_apply");
            inForce("writes: disabled");
            assertThat(heard.next()).contains("notifications/tools/list_changed");
            assertThat(next(told)).contains("notifications/tools/list_changed");
            assertThat(session.toolNames()).contains("k8s_list").doesNotContain("k8s_scale", "k8s_node");
            assertThat(WireSession.text(session.call("k8s_scale", Map.of()))).contains("this server only reads");
        }
    }

    @Test
    void namespacesAndKindsAreClosedAndOpenedAgain() throws IOException {
        var session = as(Role.PLANNER).open();
        var login = Map.of("kind", "Secret", "namespace", "edge", "name", "login");
        var settings = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings");
        inForce("denied-kinds: [secrets]");
        assertThat(WireSession.text(session.call("k8s_get", login))).contains("Secret is closed on this server");
        assertThat(WireSession.failed(session.call("k8s_get", settings))).isFalse();
        inForce("namespaces: [other]");
        assertThat(WireSession.text(session.call("k8s_get", settings))).contains("namespace 'edge' is not open");
        inForce("");
        assertThat(WireSession.failed(session.call("k8s_get", settings))).isFalse();
        assertThat(WireSession.failed(session.call("k8s_get", login))).isFalse();
    }

    @Test
    void aTokenLetsSomebodyInAndItsRemovalEndsTheirSessions() throws Exception {
        var before = withToken("first-token-of-the-newcomer");
        assertThat(before.post(WireClient.initialize(Map.of())).statusCode()).isEqualTo(401);
        inForce("tokens:\n" + tokens("planner", "first-token-of-the-newcomer"));
        var session = before.open();
        assertThat(session.toolNames()).contains("k8s_list").doesNotContain("k8s_apply");
        var params = Map.of("notifications", Map.of("toolsListChanged", true));
        var stateless = new StatelessClient(before, Map.of());
        var subscription = before.stream(
                stateless.body("subscriptions/listen", params),
                StatelessClient.headers("subscriptions/listen", params));
        var stream = session.listen();
        await().atMost(SOON).until(() -> streams.has(session.id()));
        try (var told = lines(subscription.body())) {
            inForce("tokens:\n" + tokens("operator", "other-token-of-the-newcomer"));
            assertThat(stream.get(20, TimeUnit.SECONDS).body()).noneMatch(line -> line.contains("error"));
            assertThat(all(told)).contains("complete");
        }
        assertThat(before.post(WireClient.initialize(Map.of())).statusCode()).isEqualTo(401);
        var after = withToken("other-token-of-the-newcomer");
        var old = after.post(
                WireClient.message(5, "tools/list", Map.of()),
                "Mcp-Session-Id",
                session.id(),
                "MCP-Protocol-Version",
                "2025-11-25");
        assertThat(old.statusCode()).isEqualTo(404);
        assertThat(old.body()).contains("the session has ended");
        assertThat(after.open().toolNames()).contains("k8s_apply");
    }

    @Test
    void theRateFollows() throws IOException {
        inForce("limits: {rate: 1, burst: 3}");
        // The bucket of this caller is new, so it begins with three.
        var client = as("second");
        var answers = java.util.stream.Stream.generate(() -> client.post("{}").statusCode())
                .limit(6)
                .toList();
        assertThat(answers).contains(429);
        inForce("limits: {rate: 1000, burst: 1000}");
        await().atMost(SOON)
                .until(() -> client.post(WireClient.initialize(Map.of())).statusCode() == 200);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "writes: disabled; colour: red | line 4: unknown key copilot.server.colour",
                "writes: disabled; data-dir: /tmp | line 4: unknown key copilot.server.data-dir",
                "limits: {rate: fast} | line 3: copilot.server.limits.rate: must be of the type whole number",
                "limits: {rate: 0} | .burst are at least 1",
                "writes: maybe | copilot.server.writes: must be of the type enabled or disabled",
                "writes: disabled; tools: {deny: [k8s_lisst]} | copilot.server.tools.deny has 'k8s_lisst', which is no tool; near: k8s_list",
                "tokens: [{name: x, role: operator}] | set either token-sha256 or token of x",
                "tokens: [{name: x, role: operator, token: short}] | the token of x has fewer than 16 characters",
                "tokens: [{name: oauth:x, role: operator, token: 0123456789abcdef}] | would be taken for that of another kind",
                "writes: [ | it is no YAML"
            })
    void aFileThatDoesNotValidateIsRefusedAsAWhole(String lines, String why) throws IOException {
        inForce("tools: {deny: [k8s_scale]}");
        write("copilot:\n  server:\n    " + lines.replace("; ", "\n    ") + "\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status())
                        .containsEntry("state", "refused")
                        .extractingByKey("why")
                        .asString()
                        .contains(FILE.toString(), why, "the settings before stay in force"));
        assertThat(as(Role.OPERATOR).open().toolNames()).contains("k8s_apply").doesNotContain("k8s_scale");
        assertThat(audit().getFirst())
                .containsEntry("outcome", "invalid_argument")
                .extractingByKey("detail")
                .asString()
                .contains(why);
    }

    @Test
    void aTokenIsNeverRepeatedByARefusal() throws IOException {
        write("copilot:\n  server:\n    tokens:\n    - {name: x, role: chef, token: my-secret-token-4711}\n");
        await().atMost(SOON).untilAsserted(() -> assertThat(status()).containsEntry("state", "refused"));
        write("copilot:\n  server:\n    tokens: [my-secret-token-4711: [}\n");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(String.valueOf(status().get("why"))).contains("no YAML"));
        assertThat(status().toString() + audit()).doesNotContain("4711");
    }

    @Test
    void aKeyOutsideOfTheServersIsUnknown() throws IOException {
        write("server:\n  port: 1\n");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(String.valueOf(status().get("why"))).contains("line 2: unknown key server.port"));
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws IOException {
        inForce("tools: {deny: [k8s_scale]}");
        Files.delete(FILE);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(String.valueOf(status().get("why"))).contains("cannot be read"));
        assertThat(as(Role.OPERATOR).open().toolNames()).doesNotContain("k8s_scale");
    }

    @Test
    void aSwapBehindASymbolicLinkIsSeenAsOfAMountedConfigMap() throws IOException {
        var first = Files.createDirectories(FOLDER.resolve("..1"));
        var second = Files.createDirectories(FOLDER.resolve("..2"));
        Files.writeString(first.resolve("settings.yaml"), yaml("writes: disabled"));
        Files.writeString(second.resolve("settings.yaml"), yaml("writes: enabled"));
        Files.setLastModifiedTime(
                second.resolve("settings.yaml"), Files.getLastModifiedTime(first.resolve("settings.yaml")));
        var data = FOLDER.resolve("..data");
        Files.createSymbolicLink(data, Path.of("..1"));
        Files.delete(FILE);
        Files.createSymbolicLink(FILE, Path.of("..data", "settings.yaml"));
        await().atMost(SOON).untilAsserted(() -> assertThat(toolNames()).doesNotContain("k8s_scale"));
        var next = Files.createSymbolicLink(FOLDER.resolve("..data_tmp"), Path.of("..2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(SOON).untilAsserted(() -> assertThat(toolNames()).contains("k8s_scale"));
        Files.delete(FILE);
        Files.delete(data);
    }

    @Test
    void everyReloadIsInTheAuditTrail() throws IOException {
        inForce("limits: {rate: 77}");
        assertThat(audit().getFirst())
                .containsEntry("caller", "configuration")
                .containsEntry("outcome", "ok")
                .extractingByKey("arguments")
                .asString()
                .contains("limits.rate", String.valueOf(status().get("digest")));
    }

    private List<String> toolNames() {
        return as(Role.OPERATOR).open().toolNames();
    }

    /** All tokens that the other tests use, and one more. */
    private static String tokens(String role, String token) {
        var all = new StringBuilder("""
            - name: newcomer
              role: %s
              token: %s
            """.formatted(role, token));
        for (var known : Role.values()) {
            var name = known.name().toLowerCase(java.util.Locale.ROOT);
            all.append("- {name: %s, role: %s, token: %s}\n".formatted(name, name, tokenOf(name)));
        }
        return all.toString();
    }

    private void inForce(String settings) throws IOException {
        write(yaml(settings));
        var digest = sha256(yaml(settings));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(status()).containsEntry("state", "in force").containsEntry("digest", digest));
    }

    private static String yaml(String settings) {
        return settings.isEmpty() ? "" : "copilot:\n  server:\n" + settings.indent(4);
    }

    private static void write(String content) throws IOException {
        var next = Files.writeString(FOLDER.resolve("next"), content);
        Files.move(next, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, Object> status() {
        var result = new StatelessClient(as(Role.PLANNER), Map.of()).call("status", Map.of());
        return WireSession.object(WireSession.object(result, "structuredContent"), "configuration");
    }

    @SuppressWarnings("unchecked") // audit_query answers objects
    private List<Map<String, Object>> audit() {
        var result = new StatelessClient(as(Role.OPERATOR), Map.of())
                .call("audit_query", Map.of("caller", "configuration", "output", "json"));
        return (List<Map<String, Object>>) Objects.requireNonNull(
                WireSession.object(result, "structuredContent").get("records"), () -> result.toString());
    }

    private static String sha256(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                return line;
            }
        }
        throw new AssertionError("the stream ended");
    }

    private static String all(BufferedReader lines) {
        try {
            var all = new StringBuilder();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
