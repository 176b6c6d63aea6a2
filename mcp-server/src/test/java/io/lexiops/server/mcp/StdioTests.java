package io.lexiops.server.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The server as an assistant starts it: one message a line, nothing else on standard output, gone with its client. */
class StdioTests {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Process server;
    private OutputStream input;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start(
                Files.createDirectories(folder.resolve("data")),
                folder.resolve("errors.log"),
                "--stdio",
                "--copilot.server.writes=enabled",
                "--copilot.kubernetes.kubeconfig=" + TestCluster.kubeconfig());
        input = server.getOutputStream();
        Thread.ofVirtual().start(() -> {
            try (var lines =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(output::add);
            } catch (IOException e) {
                output.add("unreadable: " + e);
            }
        });
        send(WireClient.initialize(Map.of()));
        assertThat(receive(0)).containsKey("result");
        send(WireClient.message(null, "notifications/initialized", Map.of()));
    }

    @AfterEach
    void stop() {
        server.destroyForcibly();
    }

    @Test
    void servesThePersonWhoStartedIt() throws Exception {
        send(WireClient.message(1, "tools/list", Map.of()));
        assertThat(receive(1).toString()).contains("k8s_list", "helm_uninstall");

        call(2, "status", Map.of());
        assertThat(receive(2).toString()).contains("role=operator", "identity=local");

        call(3, "k8s_get", Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings"));
        assertThat(receive(3).toString()).contains("level: info");

        call(4, "k8s_scale", Map.of("nonsense", 1));
        assertThat(receive(4).toString()).doesNotContain("isError=false");

        sayWhatIsNoMessage();
        answerManyAtOnce();
        refuseALineThatIsTooLong();
        endWithItsInput();
    }

    private void sayWhatIsNoMessage() throws IOException {
        for (var line : List.of("garbage", "{", "[]", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":7}")) {
            send(line);
            assertThat(next()).contains("\"error\"").doesNotContain("Exception", "io.lexiops");
        }
        send("");
        send("   ");
        send("\u0000\u0001");
        assertThat(next()).contains("-32700");
        send(WireClient.message(6, "ping", Map.of()));
        assertThat(receive(6)).containsEntry("result", Map.of());
    }

    private void answerManyAtOnce() throws IOException {
        var all = new StringBuilder();
        IntStream.range(100, 150)
                .forEach(id -> all.append(WireClient.message(
                                id, "tools/call", Map.of("name", "audit_query", "arguments", Map.of("limit", 1))))
                        .append('\n'));
        input.write(all.toString().getBytes(StandardCharsets.UTF_8));
        input.flush();
        var ids = IntStream.range(100, 150)
                .mapToObj(_ -> WireClient.parse(next()).get("id"))
                .toList();
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(100, 150).boxed().toList());
    }

    private void refuseALineThatIsTooLong() throws IOException {
        send("x".repeat(5 << 20));
        assertThat(next()).contains("4194304");
        send(WireClient.message(7, "ping", Map.of()));
        assertThat(receive(7)).containsEntry("result", Map.of());
    }

    private void endWithItsInput() throws IOException, InterruptedException {
        call(8, "k8s_list", Map.of("kind", "ConfigMap", "namespace", "edge"));
        input.close();
        assertThat(receive(8).toString()).contains("settings"); // what was asked before is still answered
        assertThat(server.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(output).isEmpty();
        assertThat(folder.resolve("errors.log")).content().doesNotContain("ERROR");
    }

    @Test
    void endsWhenItsClientIsGone() throws Exception {
        input.close();
        await().atMost(SOON).until(() -> !server.isAlive());
        assertThat(server.exitValue()).isZero();
    }

    private void call(int id, String tool, Map<String, Object> arguments) throws IOException {
        send(WireClient.message(id, "tools/call", Map.of("name", tool, "arguments", arguments)));
    }

    private void send(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    private Map<String, Object> receive(int id) {
        var message = WireClient.parse(next());
        assertThat(message).containsEntry("id", id);
        return message;
    }

    // Each line of standard output is a message, or the client could not go on.
    private String next() {
        try {
            var line = output.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(line).as("a line within %s; see errors.log", SOON).startsWith("{");
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the server", e);
        }
    }
}
