package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client can send that is not a call, and what it learns from the answer. */
class HttpEdgeTests extends RunningServer {

    // A qualified class name, a stack frame, a name of an exception, a name of Jackson's or the SDK's.
    private static final Pattern INNARDS = Pattern.compile(
            "\\bat [a-z]\\w*\\.|(?:[a-z]\\w*\\.){2,}[A-Z]|Exception|stackTrace|suppressed|jackson|<html",
            Pattern.DOTALL);

    @Test
    void refusesAClientWithoutAToken() {
        var response = withoutToken().post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"devops-copilot\"");
        assertThat(error(response)).containsEntry("code", -32001);
        assertClean(response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"wrong-token-0123456789", "", "token-of-operator-012345678", "token-of-operator-01234567890"})
    void refusesATokenThatIsNotKnown(String token) {
        var response = withToken(token).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(header -> assertThat(header).contains("error=\"invalid_token\""));
        assertThat(response.body()).doesNotContain("operator");
        assertClean(response);
    }

    @Test
    void refusesATokenOfAMillionCharacters() {
        assertThat(withToken("x".repeat(1_000_000))
                        .post(WireClient.initialize(Map.of()))
                        .statusCode())
                .isBetween(400, 431);
    }

    @Test
    void refusesAnotherSchemeThanBearer() {
        var response =
                withoutToken().post(WireClient.initialize(Map.of()), "Authorization", "Basic " + tokenOf("operator"));
        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void asksForATokenOnEveryPathButTheProbes() throws IOException {
        for (var path : List.of("/", "/mcp", "/actuator/info", "/actuator/env", "/error", "/h2-console", "/nothing")) {
            assertThat(raw("GET " + path + " HTTP/1.1", "Host: localhost"))
                    .as(path)
                    .startsWith("HTTP/1.1 401");
        }
        assertThat(raw("GET /actuator/health/liveness HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /actuator/health/readiness HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "evil.example:80", "localhost.evil.example", "@"})
    void refusesAHostThatIsNotThisMachine(String host) throws IOException {
        var response = raw("POST /mcp HTTP/1.1", "Host: " + host, bearer(), "Content-Length: 0");
        assertThat(response).matches(Pattern.compile("HTTP/1.1 (400|403|421).*", Pattern.DOTALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "https://localhost.evil.example",
                "null",
                "file://",
                "http://127.0.0.1.evil.example",
                "http://localhost@evil.example"
            })
    void refusesAPageFromElsewhere(String origin) {
        var response = as(Role.OPERATOR).post(WireClient.initialize(Map.of()), "Origin", origin);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(error(response)).containsEntry("code", -32003);
        assertClean(response);
    }

    @Test
    void acceptsAPageOfThisMachine() {
        assertThat(as(Role.OPERATOR)
                        .post(WireClient.initialize(Map.of()), "Origin", "http://localhost:6274")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesBeforeItReadsWhenThePageIsForeign() throws IOException {
        var response = raw(
                "POST /mcp HTTP/1.1", "Host: localhost", "Origin: http://evil.example", "Content-Length: 1000000000");
        assertThat(response).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "null",
                "17",
                "\"text\"",
                "{}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":7}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"status\",\"arguments\":[]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":{},\"capabilities\":[]}}",
            })
    void answersWhatIsNoMessageWithAnErrorThatAClientCanRead(String body) {
        var response = as(Role.OPERATOR).post(body);
        assertThat(response.statusCode()).isBetween(400, 422);
        assertThat(WireClient.parse(response.body()))
                .containsEntry("jsonrpc", "2.0")
                .containsKey("error");
        assertClean(response);
    }

    @Test
    void answersAMessageWithoutASession() {
        var response = as(Role.OPERATOR).post(WireClient.message(1, "tools/list", Map.of()));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).containsKey("message");
        assertClean(response);
    }

    @Test
    void answersASessionThatDoesNotExist() {
        var response =
                as(Role.OPERATOR).post(WireClient.message(1, "tools/list", Map.of()), "Mcp-Session-Id", "nobody");
        assertThat(response.statusCode()).isEqualTo(404);
        assertClean(response);
    }

    @Test
    void refusesTheSessionOfAnotherCaller() {
        var session = as("operator").open();
        var stranger = as("second").post(WireClient.message(1, "tools/list", Map.of()), "Mcp-Session-Id", session.id());
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(as("second").get("Mcp-Session-Id", session.id()).statusCode())
                .isEqualTo(403);
        assertThat(as("second").delete("Mcp-Session-Id", session.id()).statusCode())
                .isEqualTo(403);
        assertThat(session.toolNames()).contains("status");
    }

    @Test
    void forgetsASessionThatItsOwnerEnded() {
        var session = as(Role.OPERATOR).open();
        assertThat(session.delete().statusCode()).isBetween(200, 204);
        assertThat(session.post(WireClient.message(1, "ping", Map.of())).statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesAProtocolVersionThatItDoesNotSpeak() {
        var session = as(Role.OPERATOR).open();
        var response = as(Role.OPERATOR)
                .post(
                        WireClient.message(1, "ping", Map.of()),
                        "Mcp-Session-Id",
                        session.id(),
                        "MCP-Protocol-Version",
                        "1999-01-01");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("2025-11-25");
        assertClean(response);
    }

    @Test
    void refusesAClientThatCannotReadTheAnswer() {
        var response = as(Role.OPERATOR).post(WireClient.initialize(Map.of()), "Accept", "text/html");
        assertThat(response.statusCode()).isBetween(400, 406);
        assertClean(response);
    }

    @Test
    void refusesAnotherContentType() {
        var response = as(Role.OPERATOR).post(WireClient.initialize(Map.of()), "Content-Type", "text/plain");
        assertThat(response.statusCode()).isBetween(400, 415);
        assertClean(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "OPTIONS", "TRACE", "HEAD", "BREW"})
    void refusesOtherMethods(String method) throws IOException {
        var response = raw(method + " /mcp HTTP/1.1", "Host: localhost", bearer(), "Content-Length: 0");
        assertThat(response).matches(Pattern.compile("HTTP/1.1 (400|403|405|501).*", Pattern.DOTALL));
        assertThat(response).doesNotContain("Exception", "Apache Tomcat/");
    }

    @Test
    void acceptsABodyOfOneMegabyte() {
        var text = "x".repeat(1 << 20);
        var result = as(Role.OPERATOR).open().call("test_echo", Map.of("text", text));
        assertThat(WireSession.failed(result)).isFalse();
        assertThat(WireSession.text(result)).hasSize(1 << 20);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        var session = as(Role.OPERATOR).open();
        var response = session.post(WireClient.message(
                1, "tools/call", Map.of("name", "test_echo", "arguments", Map.of("text", "x".repeat(20 << 20)))));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(error(response).get("message")).asString().contains("4194304");
        assertThat(session.toolNames()).contains("status");
    }

    @Test
    void refusesABodyThatIsTooLargeAndDoesNotSaySo() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + bearer()
                            + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 5; i++) {
                out.write(chunk);
            }
            out.flush();
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void refusesJsonThatIsNestedDeeperThanAnyManifest() {
        var deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
        var response = as(Role.OPERATOR)
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"test_echo\","
                        + "\"arguments\":{\"text\":\"x\",\"tree\":" + deep + "}}}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertClean(response);
    }

    @Test
    void answersAMethodThatDoesNotExistInTheSession() {
        var response = as(Role.OPERATOR).open().request("tools/destroy", Map.of());
        assertThat(WireSession.object(response, "error")).containsEntry("code", -32601);
        assertThat(response.toString()).doesNotContainPattern(INNARDS);
    }

    @Test
    void answersAPing() {
        assertThat(as(Role.PLANNER).open().result("ping", Map.of())).isEmpty();
    }

    @Test
    void negotiatesTheVersionThatTheClientSpeaks() {
        for (var version : List.of("2025-03-26", "2025-06-18", "2025-11-25")) {
            var response =
                    as(Role.OPERATOR).post(WireClient.initialize(Map.of()).replace("2025-11-25", version));
            assertThat(response.body()).contains("\"protocolVersion\":\"" + version + "\"");
        }
        var response = as(Role.OPERATOR).post(WireClient.initialize(Map.of()).replace("2025-11-25", "2099-01-01"));
        assertThat(response.body()).contains("\"protocolVersion\":\"2025-11-25\"");
    }

    private static Map<String, Object> error(HttpResponse<String> response) {
        return WireSession.object(WireClient.parse(response.body()), "error");
    }

    private static void assertClean(HttpResponse<String> response) {
        assertThat(response.body()).doesNotContainPattern(INNARDS);
    }

    private static String bearer() {
        return "Authorization: Bearer " + tokenOf("operator");
    }

    private String raw(String... lines) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // The server waits 20 s itself for a body that does not come before it closes.
            socket.setSoTimeout(60_000);
            var request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .collect(Collectors.joining("\n"));
        }
    }
}
