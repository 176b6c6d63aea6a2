package io.lexiops.server.prometheus;

import io.lexiops.server.access.Fence;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

/** The tools against a Prometheus server that scrapes itself; its binary is PROMETHEUS_BIN or on the PATH. */
@Tag("cluster")
class RealPrometheusTests {

    @TempDir
    static Path folder;

    private static Process server;
    private static Tool query;
    private static Tool range;

    @BeforeAll
    static void start() throws IOException {
        int port = freePort();
        var config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: itself
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(port));
        server = new ProcessBuilder(
                        binary(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var properties = PrometheusProperties.at(URI.create("http://127.0.0.1:" + port));
        var toolset = new PrometheusToolset(
                new PrometheusConfiguration().prometheus(properties, new Fence(Set.of(), Set.of())),
                properties,
                Clock.systemUTC());
        query = toolset.tools().getFirst();
        range = toolset.tools().get(1);
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> ((Long) call(query, Map.of("query", "up == 1"))
                                .structured()
                                .getOrDefault("count", 0L))
                        == 1);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.destroy();
        }
    }

    @Test
    void answersAnInstantQuery() {
        var result = call(query, Map.of("query", "up{job=\"itself\"}", "output", "json"));

        assertThat(result.structured()).containsEntry("count", 1L).containsEntry("resultType", "vector");
        assertThat(String.valueOf(result.structured().get("result")))
                .contains("job=itself")
                .contains("value=1.0");
    }

    @Test
    void summarisesARange() {
        var result = call(range, Map.of("query", "process_start_time_seconds", "start", "5m ago", "points", true));

        assertThat(result.text()).contains("process_start_time_seconds{").contains("slope=0/s");
    }

    @Test
    void passesOnWhatTheServerSaysAboutBadPromQl() {
        assertThatThrownBy(() -> call(query, Map.of("query", "sum(up"))).hasMessageContaining("parse error");
    }

    @Test
    void explainsEmptyAnswers() {
        assertThat(call(query, Map.of("query", "rate(prometheus_http_request_total[5m])"))
                        .text())
                .contains("no metric is named prometheus_http_request_total")
                .contains("prometheus_http_requests_total");
        assertThat(call(query, Map.of("query", "up{job=\"itsel\"}")).text()).contains("values of job: itself");
        assertThat(call(range, Map.of("query", "up{pod=\"a\"}")).text()).contains("there is no label pod");
        assertThat(call(query, Map.of("query", "up > 1")).text()).contains("filters them all");
    }

    @Test
    void readsScalarsAndStrings() {
        assertThat(call(query, Map.of("query", "1 + 1")).text()).contains("{}  2");
        assertThat(call(query, Map.of("query", "\"hello\"")).text()).startsWith("\"hello\"");
    }

    private static ToolResult.Success call(Tool tool, Map<String, Object> arguments) {
        return (ToolResult.Success) tool.call(new ToolCall(
                ToolArguments.of(tool.spec(), arguments),
                new Caller("test", Role.OBSERVER, Set.of()),
                CallContext.none()));
    }

    private static String binary() {
        var given = System.getenv("PROMETHEUS_BIN");
        if (given != null) {
            return given;
        }
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> abort("no prometheus on the PATH and PROMETHEUS_BIN is not set"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
