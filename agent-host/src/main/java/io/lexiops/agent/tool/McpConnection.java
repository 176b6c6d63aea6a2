package io.lexiops.agent.tool;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One role's session with the server. The first exchange opens it, so the host starts while the server is down. A session
 * that the server has forgotten is given up with its client: the SDK's own way to open it again loses calls that come in
 * meanwhile.
 */
final class McpConnection implements AutoCloseable {

    // Longer than any call may take on the server; each exchange has a shorter deadline of its own.
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration INITIALISE = Duration.ofSeconds(15);

    private final AgentRole role;
    private final ServerProperties properties;
    private final Runnable onToolsChanged;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable McpSyncClient client;
    private boolean closed;

    McpConnection(AgentRole role, ServerProperties properties, Runnable onToolsChanged) {
        this.role = role;
        this.properties = properties;
        this.onToolsChanged = onToolsChanged;
    }

    /**
     * Talks to the server for at most the given time.
     *
     * @throws NotSent     if the server certainly did not get the request
     * @throws NotAnswered if it may have got it
     */
    <T> T exchange(Duration atMost, Function<McpSyncClient, T> talk) throws NotSent, NotAnswered {
        Future<T> running;
        try {
            running = threads.submit(() -> talk(talk));
        } catch (RejectedExecutionException e) {
            throw new NotSent(NotSent.Reason.CLOSED, "the host is going down", e);
        }
        try {
            return running.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new NotAnswered("no answer within %d s".formatted(atMost.toSeconds()), false, e);
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new NotAnswered("interrupted while waiting for the server", false, e);
        } catch (ExecutionException e) {
            throw McpTrouble.of(e.getCause(), properties);
        }
    }

    private <T> T talk(Function<McpSyncClient, T> talk) throws InterruptedException {
        var used = open();
        try {
            return talk.apply(used);
        } catch (RuntimeException e) {
            if (McpTrouble.sessionLost(e)) {
                giveUp(used);
            }
            throw e;
        }
    }

    private void giveUp(McpSyncClient old) {
        opening.lock();
        try {
            if (old.equals(client)) {
                client = null;
            }
        } finally {
            opening.unlock();
        }
        old.close();
    }

    /** One thread opens, the others wait: the SDK's own lazy opening fails when several come at once. */
    private McpSyncClient open() throws InterruptedException {
        opening.lockInterruptibly();
        try {
            var known = client;
            if (known != null) {
                return known;
            }
            if (closed) {
                throw new NotOpened(null);
            }
            var fresh = build();
            try {
                fresh.initialize();
            } catch (RuntimeException e) {
                fresh.close();
                throw new NotOpened(e);
            }
            client = fresh;
            return fresh;
        } finally {
            opening.unlock();
        }
    }

    private McpSyncClient build() {
        var transport = HttpClientStreamableHttpTransport.builder(String.valueOf(properties.url()))
                .endpoint("/mcp")
                .connectTimeout(properties.connect())
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + properties.token(role)))
                .build();
        var name = "agent-host-" + role.name().toLowerCase(Locale.ROOT);
        return McpClient.sync(transport)
                .clientInfo(McpSchema.Implementation.builder(name, "1").build())
                .initializationTimeout(INITIALISE)
                .requestTimeout(LONGEST)
                .toolsChangeConsumer(_ -> onToolsChanged.run())
                .build();
    }

    @Override
    public void close() {
        McpSyncClient last;
        opening.lock();
        try {
            closed = true;
            last = client;
            client = null;
        } finally {
            opening.unlock();
        }
        if (last != null) {
            last.closeGracefully();
        }
        threads.shutdownNow();
    }

    /** There is no session, so nothing was called. */
    static final class NotOpened extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotOpened(@Nullable Throwable cause) {
            super("no session with the server", cause);
        }
    }

    /** The server certainly did not get the request. */
    static final class NotSent extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        /** Why. */
        enum Reason {
            UNREACHABLE,
            UNAUTHORIZED,
            BUSY,
            REFUSED,
            CLOSED
        }

        NotSent(Reason reason, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    /** The server may have got the request; what came of it is not known. */
    static final class NotAnswered extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean sessionLost;

        NotAnswered(String message, boolean sessionLost, @Nullable Throwable cause) {
            super(message, cause);
            this.sessionLost = sessionLost;
        }

        /** The server was restarted, or has forgotten us: on a new session it may answer. */
        boolean sessionLost() {
            return sessionLost;
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }
}
