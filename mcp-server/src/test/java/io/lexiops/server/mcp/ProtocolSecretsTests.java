package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What opens a door in the protocol itself is written nowhere; and who hangs up is not worked for any longer. */
class ProtocolSecretsTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(40);

    @Autowired
    private EdgeTools.Waiting waiting;

    @BeforeEach
    void nobodyWaits() {
        waiting.reset();
        await().atMost(SOON).until(() -> waiting.running.get() == 0);
        waiting.reset();
    }

    @Test
    void tokensAndGrantsAndHandlesAndStatesAreNeitherLoggedNorRecorded() throws IOException {
        var scale = Map.<String, Object>of("name", "web", "namespace", "edge", "replicas", 1, "kind", "Deployment");
        var wrongToken = "wrong-token-of-a-stranger-0123456789";
        var grant = part("{\"alg\":\"EdDSA\"}") + "." + part("{\"iss\":\"agent-host\"}") + "."
                + part("a signature that is none");
        var patch = Map.<String, Object>of(
                "kind",
                "ConfigMap",
                "name",
                "settings",
                "namespace",
                "edge",
                "patch",
                Map.of("data", Map.of("level", "debug")));
        String handle;
        String state;
        String audit;
        try (var log = new ServerLog()) {
            withToken(wrongToken).post(WireClient.initialize(Map.of()));
            as(Role.ROUTER).open().call("k8s_scale", scale, Map.of("io.lexiops/grant", grant));
            var operator = as(Role.OPERATOR).open();
            var asked = operator.call("k8s_patch", patch);
            handle = String.valueOf(WireSession.object(WireSession.object(asked, "structuredContent"), "confirmation")
                    .get("handle"));
            operator.call(
                    "k8s_patch",
                    Map.of(
                            "kind",
                            "ConfigMap",
                            "name",
                            "settings",
                            "namespace",
                            "edge",
                            "patch",
                            Map.of("data", Map.of("level", "trace")),
                            "confirm",
                            handle));
            var stateless = new StatelessClient(as(Role.OPERATOR), StatelessClient.CAN_ASK);
            var round = stateless.result("tools/call", Map.of("name", "k8s_patch", "arguments", patch));
            state = String.valueOf(round.get("requestState"));
            stateless.again("k8s_patch", patch, round, Map.of("confirm", Map.of("action", "decline")));
            stateless.again("k8s_patch", patch, Map.of("requestState", state + "x"), Map.of());
            audit = operator.call("audit_query", Map.of("output", "json", "limit", 500, "maxTokens", 50_000))
                    + operator.call("changes_list", Map.of("output", "json", "limit", 500))
                            .toString();
            assertThat(log.text() + audit + files())
                    .doesNotContain(
                            wrongToken, tokenOf("operator"), tokenOf("router"), handle, state, grant.substring(0, 60));
        }
        assertThat(handle).hasSizeGreaterThan(20);
        assertThat(state).hasSizeGreaterThan(20);
        assertThat(audit).contains("k8s_patch");
    }

    @Test
    void aCallWhoseClientHangsUpIsStoppedInASessionByItsCancellation() throws IOException {
        var session = as(Role.OPERATOR).open();
        hangUpDuring(
                WireClient.message(7, "tools/call", Map.of("name", "test_wait", "arguments", Map.of())),
                "Mcp-Session-Id: " + session.id(),
                "MCP-Protocol-Version: 2025-11-25");
        // In the revisions with sessions a connection that is lost does not cancel: the client says so, over another
        // one.
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> waiting.running.get() == 1);
        session.notify("notifications/cancelled", Map.of("requestId", 7));
        await().atMost(SOON).until(() -> waiting.stopped.get() == 1);
    }

    @Test
    void aCallWhoseClientHangsUpIsStoppedWithoutASession() throws IOException {
        var params = Map.of("name", "test_wait", "arguments", Map.of());
        hangUpDuring(
                new StatelessClient(as(Role.OPERATOR), Map.of()).body("tools/call", params),
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: test_wait");
        await().atMost(SOON).until(() -> waiting.stopped.get() == 1);
    }

    private void hangUpDuring(String body, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            var lines = List.of(
                    "POST /mcp HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + tokenOf("operator"),
                    "Content-Type: application/json",
                    "Accept: application/json, text/event-stream",
                    "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            await().atMost(SOON).until(() -> waiting.running.get() == 1);
        }
    }

    private String files() throws IOException {
        var text = new StringBuilder();
        try (var found = Files.walk(dataDirectory())) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
            }
        }
        return text.toString();
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
