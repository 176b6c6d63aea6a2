package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ExecRequest;
import io.lexiops.server.kubernetes.Kubernetes.ExecResult;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in a container over one web socket. The first byte of a message names its channel: 1 output, 2 errors, 3 the
 * end as a {@code Status}.
 */
final class ClientJavaExec {

    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final int LONGEST_ANSWER = 1 << 16;

    private final ClientJavaConnection connection;

    ClientJavaExec(ClientJavaConnection connection) {
        this.connection = connection;
    }

    ExecResult run(ExecRequest request) {
        var path = "/api/v1/namespaces/%s/pods/%s/exec"
                .formatted(
                        ClientJavaKubernetes.encode(request.namespace()), ClientJavaKubernetes.encode(request.pod()));
        var upgrade = ApiRequest.get(path)
                .accepting("*/*")
                .with("container", request.container())
                .with("stdout", "true")
                .with("stderr", "true");
        for (var word : request.command()) {
            upgrade = upgrade.with("command", word);
        }
        var heard = new Heard(request);
        var socket = connection.socket(upgrade, PROTOCOL, heard);
        try {
            if (!heard.ended.await(request.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ToolFailed(
                        ErrorCode.TIMEOUT,
                        "the program in %s did not end within %d seconds"
                                .formatted(request.pod(), request.timeout().toSeconds()),
                        "it may run on in the container; look before you run it again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
        } finally {
            socket.cancel();
        }
        return heard.result();
    }

    /** What comes over the socket. */
    private static final class Heard extends WebSocketListener {

        private final CountDownLatch ended = new CountDownLatch(1);
        private final ExecRequest request;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        private boolean truncated;
        private byte[] status = {};
        private @Nullable ToolFailed failed;

        private Heard(ExecRequest request) {
            this.request = request;
        }

        @Override
        public synchronized void onMessage(WebSocket socket, ByteString message) {
            if (message.size() == 0) {
                return;
            }
            var content = message.substring(1).toByteArray();
            switch (message.getByte(0)) {
                case 1 -> keep(output, content);
                case 2 -> keep(errors, content);
                case 3 -> {
                    status = content;
                    ended.countDown();
                }
                default -> {
                    // A channel that nobody asked for.
                }
            }
        }

        private void keep(ByteArrayOutputStream kept, byte[] content) {
            int room = request.mostBytes() - kept.size();
            kept.write(content, 0, Math.min(room, content.length));
            truncated |= content.length > room;
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            ended.countDown();
        }

        @Override
        public synchronized void onFailure(WebSocket socket, Throwable why, @Nullable Response response) {
            if (ended.getCount() > 0) {
                failed = response == null ? brokenOff(why) : refused(response);
                ended.countDown();
            }
        }

        private ToolFailed refused(Response response) {
            byte[] body = {};
            try {
                body = response.peekBody(LONGEST_ANSWER).bytes();
            } catch (IOException _) {
                // The status says enough.
                body = new byte[0];
            }
            var type = new ResourceType(
                    "v1", "Pod", "pods/exec", "pod", java.util.List.of(), true, java.util.Set.of(), java.util.Set.of());
            return ApiFailures.of(response.code(), body, type, request.namespace(), "create");
        }

        private ToolFailed brokenOff(Throwable why) {
            return new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "the connection to the program in " + request.pod() + " broke off: " + why.getMessage(),
                    "it may have run; look before you run it again",
                    Map.of(),
                    why);
        }

        private synchronized ExecResult result() {
            if (failed != null) {
                throw failed;
            }
            if (status.length == 0) {
                throw brokenOff(new IOException("it was closed without a word on how the program ended"));
            }
            return new ExecResult(exitCode(), text(output), text(errors), truncated);
        }

        private int exitCode() {
            var answer = new KubernetesObject(JsonText.object(status));
            if (answer.textAt("", "status").equals("Success")) {
                return 0;
            }
            return answer.objectsAt("details", "causes").stream()
                    .filter(cause -> "ExitCode".equals(cause.get("reason")))
                    .map(cause -> String.valueOf(cause.get("message")))
                    .filter(code -> code.matches("\\d{1,3}"))
                    .map(Integer::valueOf)
                    .findFirst()
                    .orElseThrow(() -> new ToolFailed(
                            ErrorCode.INVALID_ARGUMENT,
                            "the program did not start: " + answer.textAt("no reason given", "message"),
                            "the first word is a program in the image; for a shell's words name the shell:"
                                    + " [\"sh\", \"-c\", \"...\"]"));
        }

        private static String text(ByteArrayOutputStream bytes) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
