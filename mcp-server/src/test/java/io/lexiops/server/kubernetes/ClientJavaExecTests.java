package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ExecRequest;
import io.lexiops.server.kubernetes.Kubernetes.ExecResult;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is said over the socket of an exec, word by word as a kubelet says it. */
class ClientJavaExecTests {

    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";
    private static final String EXIT_3 = """
            {"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: exit status 3",
             "reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"3"}]}}""";
    private static final String NOT_FOUND = """
            {"metadata":{},"status":"Failure","reason":"InternalError","code":500,
             "message":"OCI runtime exec failed: exec: \\"nothing\\": executable file not found in $PATH"}""";

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    private Kubernetes kubernetes;

    @BeforeEach
    void start() throws IOException {
        server.start();
        kubernetes = TestClusters.of("""
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "%s"}}]
                users: [{name: test, user: {token: secret-token}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
                """.formatted(server.url("/").toString().replaceAll("/$", "")));
    }

    @Test
    void sendsEachWordOfTheCommandByItselfAndReadsBothOutputs() throws InterruptedException {
        says(message(1, "first "), message(2, "a warning"), message(1, "second"), message(3, SUCCESS));
        assertThat(run(List.of("sh", "-c", "echo a && b"), 1000))
                .isEqualTo(new ExecResult(0, "first second", "a warning", false));
        var request = Objects.requireNonNull(server.takeRequest());
        assertThat(request.getUrl().queryParameterValues("command")).containsExactly("sh", "-c", "echo a && b");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v1/namespaces/shop/pods/web-1/exec");
        assertThat(request.getUrl().queryParameter("container")).isEqualTo("web");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer secret-token");
        assertThat(request.getHeaders().get("Sec-WebSocket-Protocol")).isEqualTo("v4.channel.k8s.io");
    }

    @Test
    void readsTheExitCode() {
        says(message(2, "no such file"), message(3, EXIT_3));
        assertThat(run(List.of("cat", "x"), 1000)).isEqualTo(new ExecResult(3, "", "no such file", false));
    }

    @Test
    void dropsWhatIsMoreThanAskedFor() {
        says(message(1, "0123456789"), message(1, "0123456789"), message(3, SUCCESS));
        assertThat(run(List.of("yes"), 12)).isEqualTo(new ExecResult(0, "012345678901", "", true));
    }

    @Test
    void saysWhyAProgramDidNotStart() {
        says(message(3, NOT_FOUND));
        assertThatThrownBy(() -> run(List.of("nothing"), 1000))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("executable file not found");
    }

    @Test
    void aProgramThatDoesNotEndIsATimeout() {
        says(message(1, "begun"));
        assertThatThrownBy(() -> kubernetes.exec(
                        new ExecRequest("shop", "web-1", "web", List.of("sleep"), Duration.ofMillis(300), 1000)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
    }

    @Test
    void aRefusalIsToldInTheWordsOfTheServerWithTheMissingRight() {
        server.enqueue(new MockResponse.Builder().code(403).body("""
                        {"kind":"Status","status":"Failure","code":403,"message":"pods \\"web-1\\" is forbidden: User \\"system:serviceaccount:shop:copilot\\" cannot create resource \\"pods/exec\\" in API group \\"\\" in the namespace \\"shop\\""}""").build());
        assertThatThrownBy(() -> run(List.of("ls"), 1000)).isInstanceOfSatisfying(ToolFailed.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(e.remedy()).contains("--verb=create", "--resource=pods/exec");
        });
    }

    @Test
    void aConnectionThatBreaksOffIsSaid() {
        server.enqueue(new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, Response response) {
                        socket.close(1000, "");
                    }
                })
                .build());
        assertThatThrownBy(() -> run(List.of("ls"), 1000))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE))
                .hasMessageContaining("broke off");
    }

    private ExecResult run(List<String> command, int most) {
        return kubernetes.exec(new ExecRequest("shop", "web-1", "web", command, Duration.ofSeconds(20), most));
    }

    private void says(ByteString... messages) {
        server.enqueue(new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, Response response) {
                        for (var message : messages) {
                            socket.send(message);
                        }
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        socket.close(code, reason);
                    }
                })
                .build());
    }

    private static ByteString message(int channel, String text) {
        return new Buffer().writeByte(channel).writeUtf8(text).readByteString();
    }
}
