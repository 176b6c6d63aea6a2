package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More than the server takes: it says so, and goes on serving the others. */
@TestPropertySource(
        properties = {
            "copilot.server.limits.calls=6",
            "copilot.server.limits.calls-per-caller=3",
            "copilot.server.limits.calls-waiting=2",
            "copilot.server.limits.waiting=300ms",
            "copilot.server.limits.sessions=8"
        })
class FloodTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    private EdgeTools.Waiting waiting;

    @Autowired
    private SessionOwners owners;

    @BeforeEach
    void nobodyWaits() {
        waiting.reset();
        await().atMost(SOON).until(() -> waiting.running.get() == 0);
        waiting.reset();
    }

    @Test
    void givesOneCallerAtMostHalfOfTheSessions() {
        var before = owners.size();
        var opened = new ArrayList<WireSession>();
        assertThat(openUntilRefused("second", opened).statusCode()).isEqualTo(429);
        assertThat(opened).hasSizeBetween(1, 4);
        var other = as(Role.PLANNER).open();
        assertThat(other.toolNames()).contains("status");
        opened.removeFirst().delete();
        opened.add(as("second").open());
        opened.forEach(WireSession::delete);
        other.delete();
        assertThat(owners.size()).isEqualTo(before);
    }

    @Test
    void answersAFloodOfCallsWithTooManyAndServesTheOthers() throws Exception {
        var session = as(Role.OPERATOR).open();
        var other = as(Role.PLANNER).open();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = start(threads, session, 60);
            await().atMost(SOON)
                    .until(() -> waiting.running.get() == 3
                            && calls.stream().filter(Future::isDone).count() >= 50);
            assertThat(WireSession.text(other.call("test_echo", Map.of("text", "still here"))))
                    .isEqualTo("still here");
            waiting.open();
            var statuses = new ArrayList<Integer>();
            for (var call : calls) {
                var response = call.get();
                statuses.add(response.statusCode());
                if (response.statusCode() == 429) {
                    assertThat(response.headers().firstValue("Retry-After")).contains("1");
                    assertThat(WireClient.parse(response.body())).containsKeys("id", "error");
                }
            }
            assertThat(statuses).containsOnly(200, 429).contains(200, 429);
            assertThat(waiting.mostRunning).hasValueLessThanOrEqualTo(3);
        }
        assertThat(WireSession.text(session.call("test_echo", Map.of("text", "again"))))
                .isEqualTo("again");
        session.delete();
        other.delete();
    }

    @Test
    void keepsOnlySoManyBytesOfRequestsInMemory() throws Exception {
        var session = as(Role.OPERATOR).open();
        var large = WireClient.message(
                1,
                "tools/call",
                Map.of("name", "test_echo", "arguments", Map.of("text", "x", "anything", "y".repeat(4_000_000))));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 40)
                    .mapToObj(_ -> threads.submit(() -> session.post(large).statusCode()))
                    .toList();
            for (var call : calls) {
                assertThat(call.get()).isIn(200, 429);
            }
        }
        assertThat(session.post(large).statusCode()).isEqualTo(200);
        session.delete();
    }

    private HttpResponse<String> openUntilRefused(String caller, List<WireSession> opened) {
        var client = as(caller);
        for (int i = 0; i < 20; i++) {
            var response = client.post(WireClient.initialize(Map.of()));
            if (response.statusCode() != 200) {
                return response;
            }
            opened.add(new WireSession(
                    client, response.headers().firstValue("mcp-session-id").orElseThrow()));
        }
        throw new AssertionError("20 sessions were opened");
    }

    private static List<Future<HttpResponse<String>>> start(ExecutorService threads, WireSession session, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> session.post(WireClient.message(
                        1000 + i, "tools/call", Map.of("name", "test_wait", "arguments", Map.of())))))
                .toList();
    }
}
