package io.lexiops.server.mcp;

import com.sun.net.httpserver.HttpServer;
import io.lexiops.server.tool.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a collector of traces and a scraper of metrics get to see. */
class TelemetryTests extends RunningServer {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private static final ByteArrayOutputStream SPANS = new ByteArrayOutputStream();
    private static final HttpServer COLLECTOR = collector();

    @Autowired
    private MeterRegistry meters;

    @DynamicPropertySource
    static void traces(DynamicPropertyRegistry settings) {
        settings.add(
                "copilot.telemetry.traces-endpoint",
                () -> "http://127.0.0.1:" + COLLECTOR.getAddress().getPort() + "/v1/traces");
    }

    @AfterAll
    static void stop() {
        COLLECTOR.stop(0);
    }

    @Test
    void aCallIsASpanBelowTheOneOfItsClientInEveryRevision() {
        var meta = Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
        as(Role.PLANNER).open().call("test_echo", Map.of("text", "a-value-that-no-span-has"), meta);
        new StatelessClient(as(Role.PLANNER), Map.of())
                .result(
                        "prompts/get",
                        Map.of("name", "namespace-health", "arguments", Map.of("namespace", "edge"), "_meta", meta));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(spans()).contains("tools/call test_echo", "prompts/get namespace-health"));
        assertThat(spans())
                .contains("mcp.session.id", "jsonrpc.request.id", "gen_ai.tool.name", "2026-07-28")
                .contains(raw(TRACE), raw(PARENT))
                .doesNotContain("a-value-that-no-span-has");
    }

    @Test
    void requestsAreTimedByToolAndFailure() {
        var session = as(Role.PLANNER).open();
        session.call("test_echo", Map.of("text", "x"));
        session.call("test_echo", Map.of());
        session.request("tools/call", Map.of("name", "made_up_by_the_client"));
        assertThat(count("test_echo", "")).isPositive();
        assertThat(count("test_echo", "invalid_argument")).isPositive();
        assertThat(meters.find("mcp.server.operation.duration")
                        .tag("gen_ai.tool.name", "made_up_by_the_client")
                        .timers())
                .isEmpty();
    }

    private long count(String tool, String failure) {
        return meters.get("mcp.server.operation.duration")
                .tag("gen_ai.tool.name", tool)
                .tag("error.type", failure)
                .timer()
                .count();
    }

    private static String spans() {
        synchronized (SPANS) {
            return SPANS.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String raw(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static HttpServer collector() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                synchronized (SPANS) {
                    SPANS.writeBytes(exchange.getRequestBody().readAllBytes());
                }
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
