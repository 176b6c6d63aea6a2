package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** What one client can take of the server: messages a second, bytes of a result, wrong tokens, and time to send. */
@TestPropertySource(
        properties = {
            "copilot.server.limits.rate=1",
            "copilot.server.limits.burst=20",
            "copilot.server.limits.result=65536",
            "copilot.server.limits.body-time=1s",
            "copilot.server.limits.bad-tokens=5",
            "copilot.server.limits.call=5s",
            "server.tomcat.connection-timeout=1s",
        })
class LimitTests extends RunningServer {

    @Test
    void answersTooManyMessagesOfOneCallerAndServesTheOthers() {
        var session = as("second").open();
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 40; i++) {
            var response = session.post(WireClient.message(i, "ping", Map.of()));
            statuses.add(response.statusCode());
            if (response.statusCode() == 429) {
                assertThat(Long.parseLong(
                                response.headers().firstValue("Retry-After").orElseThrow()))
                        .isPositive();
                assertThat(WireSession.object(WireClient.parse(response.body()), "error"))
                        .containsEntry("code", -32000);
            }
        }
        assertThat(statuses).containsOnly(200, 429).contains(200, 429);
        assertThat(as(Role.PLANNER).open().result("ping", Map.of())).isEmpty();
    }

    @Test
    void refusesAResultThatIsTooLarge() {
        var session = as(Role.OPERATOR).open();
        var fits = session.call("test_echo", Map.of("text", "x".repeat(20_000)));
        assertThat(WireSession.failed(fits)).isFalse();
        var tooLarge = session.call("test_echo", Map.of("text", "x".repeat(40_000)));
        assertThat(WireSession.code(tooLarge)).isEqualTo("refused");
        assertThat(WireSession.text(tooLarge))
                .contains("65536 bytes", "ask for less")
                .hasSizeLessThan(300);
        var inUtf8 = session.call("test_echo", Map.of("text", "\u20ac".repeat(20_000)));
        assertThat(WireSession.code(inUtf8)).isEqualTo("refused");
    }

    @Test
    void endsACallThatTakesTooLong() {
        var waited = as(Role.REVIEWER).open().call("test_wait", Map.of());
        assertThat(WireSession.code(waited)).isEqualTo("timeout");
    }

    @Test
    void answersAFloodOfWrongTokensAndStillTakesAGoodOne() {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 30; i++) {
            var response = withToken("wrong-token-0123456789-" + i).post(WireClient.initialize(Map.of()));
            statuses.add(response.statusCode());
            if (response.statusCode() == 429) {
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                assertThat(WireClient.parse(response.body())).containsKey("error");
            }
        }
        assertThat(statuses.subList(0, 4)).containsOnly(401);
        assertThat(statuses).containsOnly(401, 429).contains(429);
        assertThat(as(Role.OBSERVER).open().toolNames()).contains("status");
    }

    @Test
    void endsAConnectionThatSendsItsBodySlowly() throws IOException {
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + tokenOf("router")
                            + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                            + "Content-Length: 1000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // As slow as it can be without being silent for the connection's time.
            try (var trickle = Executors.newSingleThreadScheduledExecutor()) {
                var sending = trickle.scheduleAtFixedRate(() -> send(out), 100, 100, TimeUnit.MILLISECONDS);
                var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                sending.cancel(true);
                assertThat(answer).isEqualTo("HTTP/1.1 408");
            }
        }
    }

    /** A task that throws is not run again: the server has hung up. */
    private static void send(OutputStream out) {
        try {
            out.write(' ');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsAConnectionThatSendsNoBody() throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + tokenOf("router")
                                    + "\r\nContent-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            // An error or nothing at all, but an end.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void endsAConnectionThatSendsHalfAHeader() throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write("POST /mcp HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .matches("HTTP/1.1 (400|431)");
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
