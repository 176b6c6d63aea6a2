package io.lexiops.server.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One message a line, on standard input and output. In place of the SDK's own, which ends at the first line that is not
 * JSON, loses one of two answers that are ready at the same time, and does not tell when the client has gone.
 */
final class McpStdioTransport implements McpServerTransportProvider {

    static final String SESSION = "stdio";
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final McpJsonMapper json;
    private final InputStream in;
    private final OutputStream out;
    private final int maxLine;
    private final RunningCalls running;
    private final StatelessLines stateless;
    private final ReentrantLock writing = new ReentrantLock();
    // The reader is one party, each request that is not answered yet is another.
    private final Phaser open = new Phaser(1);
    private @Nullable McpServerSession session;

    McpStdioTransport(
            McpJsonMapper json,
            InputStream in,
            OutputStream out,
            int maxLine,
            RunningCalls running,
            StatelessLines stateless) {
        this.stateless = stateless;
        this.json = json;
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.maxLine = maxLine;
        this.running = running;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(
                ProtocolVersions.MCP_2024_11_05,
                ProtocolVersions.MCP_2025_03_26,
                ProtocolVersions.MCP_2025_06_18,
                ProtocolVersions.MCP_2025_11_25);
    }

    @Override
    public void setSessionFactory(McpServerSession.Factory factory) {
        session = factory.create(new Lines());
    }

    /** Reads until the client closes its end, and returns when what was asked before that has been answered. */
    void serve() {
        try {
            var line = new ByteArrayOutputStream();
            int next = in.read();
            while (next >= 0) {
                if (next == '\n') {
                    received(line);
                    line.reset();
                } else if (line.size() <= maxLine) {
                    line.write(next); // beyond the limit the line is only counted as too long
                }
                next = in.read();
            }
            received(line);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        } finally {
            awaitLastAnswers();
        }
    }

    private void received(ByteArrayOutputStream line) throws IOException {
        if (line.size() > maxLine) {
            write(JsonRpc.write(
                    JsonRpc.error(null, JsonRpc.INVALID_REQUEST, "a message has at most " + maxLine + " bytes")));
        } else if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
            message(line.toByteArray());
        }
    }

    private void message(byte[] body) throws IOException {
        try {
            var message = JsonRpc.read(body);
            var cancels = message.cancels();
            if (cancels.isPresent()) {
                running.cancel(SESSION, cancels.get());
            } else if (StatelessRequest.isOne(message)) {
                open.register();
                Thread.ofVirtual().name("request").start(() -> {
                    try {
                        stateless.handle(message, this::send);
                    } finally {
                        open.arriveAndDeregister();
                    }
                });
            } else {
                handle(message);
            }
        } catch (JsonRpc.Refused refused) {
            write(JsonRpc.write(refused.toError()));
        }
    }

    private void handle(JsonRpc.Message message) throws IOException {
        var text = new String(message.forwarded(), StandardCharsets.UTF_8);
        open.register();
        Objects.requireNonNull(session, "the server was built")
                .handle(McpSchema.deserializeJsonRpcMessage(json, text))
                .onErrorComplete()
                .doFinally(_ -> open.arriveAndDeregister())
                .subscribe();
    }

    private void awaitLastAnswers() {
        try {
            open.awaitAdvanceInterruptibly(open.arrive(), LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            running.cancelAll(SESSION);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Map<String, Object> message) {
        try {
            write(JsonRpc.write(message));
        } catch (IOException e) {
            throw new UncheckedIOException("standard output cannot be written", e);
        }
    }

    private void write(byte[] message) throws IOException {
        writing.lock();
        try {
            out.write(message);
            out.write('\n');
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Mono<Void> notifyClients(String method, Object params) {
        return session == null ? Mono.empty() : session.sendNotification(method, params);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return session == null ? Mono.empty() : session.closeGracefully();
    }

    /** The way out. */
    private final class Lines implements McpServerTransport {

        @Override
        public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
            return Mono.fromRunnable(() -> {
                try {
                    write(json.writeValueAsBytes(message));
                } catch (IOException e) {
                    throw new UncheckedIOException("standard output cannot be written", e);
                }
            });
        }

        @Override
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return json.convertValue(data, type);
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }
}
