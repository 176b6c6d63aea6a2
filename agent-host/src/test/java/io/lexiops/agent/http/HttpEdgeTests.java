package io.lexiops.agent.http;

import jakarta.servlet.Filter;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HttpEdgeTests {

    private static final String REQUESTS = "/api/v1/requests";
    private static final String AUTHORIZATION = "Authorization: Bearer " + RunningHost.ANN;

    @TempDir
    static Path folder;

    private static RunningHost host;

    @BeforeAll
    static void start() {
        host = RunningHost.in(
                folder, HttpEdgeTests::withWhatBreaks, "--copilot.http.allowed-origins=https://ours.example");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static void withWhatBreaks(GenericApplicationContext context) {
        context.registerBean(Broken.class);
        context.registerBean("brokenFilter", Filter.class, () -> (request, response, chain) -> {
            if (((jakarta.servlet.http.HttpServletRequest) request).getHeader("X-Break") != null) {
                throw new IllegalStateException("hunter2 in a filter");
            }
            chain.doFilter(request, response);
        });
    }

    @Test
    void saysHowLongAnIdempotencyKeyMayBe() {
        assertThat(withKey("k".repeat(201)).problem(400))
                .isEqualTo("the header Idempotency-Key has 1 to 200 characters, not 201");
        assertThat(host.post(REQUESTS, "{\"text\":\"a\",\"idempotencyKey\":\"%s\"}".formatted("k".repeat(201)))
                        .problem(400))
                .isEqualTo("'idempotencyKey' has 1 to 200 characters, not 201");
        assertThat(withKey("k".repeat(200)).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Shop", "a b", "-a", "a-"})
    void refusesWhatIsNoNameOfANamespace(String namespace) {
        assertThat(inNamespace(namespace).problem(400)).contains("'namespace'");
    }

    @Test
    void saysHowLongANamespaceMayBe() {
        assertThat(inNamespace("n".repeat(64)).problem(400)).contains("63");
        assertThat(inNamespace("n".repeat(63)).status()).isEqualTo(202);
    }

    @Test
    void anInternalErrorIsAnIncidentAndNotTheCallersFault(CapturedOutput log) {
        var answer = host.send(host.to("/api/v1/broken").build());

        assertThat(answer.problem(500)).contains("incident").doesNotContain("hunter2");
        assertThat(log.getOut()).contains(String.valueOf(answer.json().get("incident")), "hunter2 in a controller");
    }

    @Test
    void anErrorInAFilterIsAnIncidentToo(CapturedOutput log) {
        var answer = host.send(host.to(REQUESTS).header("X-Break", "yes").build());

        assertThat(answer.problem(500)).contains("incident").doesNotContain("hunter2");
        assertThat(log.getOut()).contains(String.valueOf(answer.json().get("incident")), "hunter2 in a filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20", "%09%0A"})
    void aSearchForNothingIsAMistake(String words) {
        assertThat(host.send(host.to("/api/v1/knowledge/search?q=" + words).build())
                        .problem(400))
                .isEqualTo("'q' is empty: say what to look for");
    }

    @Test
    void onlyWhoIsUnknownIsAskedForAToken() {
        var unknown = host.send(
                host.to(REQUESTS).setHeader("Authorization", "Bearer x").build());

        assertThat(unknown.problem(401)).isEqualTo("a bearer token is needed");
        assertThat(host.send(host.to("/api/v1/audit").build()).problem(403))
                .isEqualTo("your token does not allow this");
    }

    @Test
    void wordsOfAProblemAreReadable() {
        var answer = host.send(host.to("/api/v1/requests?state=%C3%BC%E4%BE%8B").build());

        assertThat(answer.problem(400)).contains("'ü例'");
        assertThat(host.raw("GET /api/v1/requests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains(" 401 ")
                .containsIgnoringCase("charset=UTF-8")
                .doesNotContain("8859");
    }

    @Test
    void traceIsNoMethodHere() {
        assertThat(host.raw("TRACE /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n%s\r\nConnection: close\r\n\r\n"
                        .formatted(AUTHORIZATION)))
                .startsWith("HTTP/1.1 405")
                .doesNotContainIgnoringCase("<html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/requests?a=<b> HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/../../etc HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/requests;a=b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api//v1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\u0000: x\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void whatTomcatItselfRefusesIsAProblemToo(String bytes) {
        var answer = host.raw(bytes.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        var body = answer.contains("\r\n\r\n") ? answer.substring(answer.indexOf("\r\n\r\n") + 4) : "";

        assertThat(answer).as(bytes).matches("(?s)HTTP/1.1 (4|5)\\d\\d .*").doesNotContainIgnoringCase("<html");
        assertThat(body.isBlank() || answer.contains("application/problem+json"))
                .as(answer)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "127.0.0.1.nip.io"})
    void refusesAHostThatIsNotThisMachine(String name) {
        assertThat(from("Host: " + name)).startsWith("HTTP/1.1 403").contains("Host header", "allowed-hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8090", "127.0.0.1:1", "[::1]:8090", "[::1]"})
    void takesTheNamesOfThisMachine(String name) {
        assertThat(from("Host: " + name)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, 403",
        "https://localhost.evil.example, 403",
        "null, 403",
        "http://, 403",
        "http://localhost:6274, 200",
        "https://ours.example, 200"
    })
    void refusesAForeignOrigin(String origin, int status) {
        assertThat(from("Host: localhost\r\nOrigin: " + origin)).startsWith("HTTP/1.1 " + status);
    }

    private static String from(String headers) {
        return host.raw("GET /api/v1/requests HTTP/1.1\r\n%s\r\n%s\r\nConnection: close\r\n\r\n"
                .formatted(headers, AUTHORIZATION));
    }

    private static RunningHost.Answer withKey(String key) {
        return host.send(host.to(REQUESTS)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"scale web to 4\"}"))
                .build());
    }

    private static RunningHost.Answer inNamespace(String namespace) {
        return host.post(REQUESTS, "{\"text\":\"scale web to 4\",\"namespace\":\"%s\"}".formatted(namespace));
    }

    /** Fails as no controller should. */
    @RestController
    static class Broken {

        @GetMapping("/api/v1/broken")
        String answer() {
            throw new IllegalStateException("hunter2 in a controller");
        }
    }
}
