package io.lexiops.server.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server in a process of its own that is killed as the machine would, and started again on what it left. */
final class KillableServer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final String TOKEN = "token-of-ann-0123456789";
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final Path folder;
    private final Path stop;
    private final Path kubeconfig;
    private final int port;
    private volatile Process process;

    KillableServer(Path folder, String kubeconfig) throws IOException {
        this.folder = folder;
        this.stop = folder.resolve("stop");
        this.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
        try (var free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        this.process = launched();
    }

    /** Kills it there: {@code before 2}, {@code after 1} of the writes to its database that come from now on. */
    void killAtCommit(String moment) throws IOException {
        Files.writeString(stop, moment);
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    boolean runs() {
        return process.isAlive();
    }

    void restart() throws Exception {
        Files.deleteIfExists(stop);
        kill();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        process = launched();
    }

    StatelessClient client() {
        return new StatelessClient(new WireClient(HTTP, port, TOKEN), Map.of());
    }

    @Override
    public void close() {
        kill();
    }

    private Process launched() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoppedAtCommits.class.getName(),
                stop.toString(),
                "--copilot.server.data-dir=" + folder.resolve("data"),
                "--copilot.server.writes=enabled",
                "--copilot.server.tokens[0].name=ann",
                "--copilot.server.tokens[0].role=operator",
                "--copilot.server.tokens[0].token=" + TOKEN,
                "--copilot.kubernetes.kubeconfig=" + kubeconfig,
                "--copilot.changes.poll-interval=50ms",
                "--copilot.changes.convergence-timeout=20s",
                "--copilot.history.enabled=false",
                "--server.port=" + port));
        var launched = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.log").toFile())
                .start();
        Thread.ofVirtual().start(() -> killWhereItStandsStill(launched));
        await().atMost(START).pollInterval(Duration.ofMillis(100)).until(() -> launched.isAlive() && answers());
        return launched;
    }

    private static void killWhereItStandsStill(Process process) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(StoppedAtCommits.HERE)) {
                    process.toHandle().destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try {
            return client().request("tools/list", Map.of()).containsKey("result");
        } catch (UncheckedIOException _) {
            return false;
        }
    }
}
