package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests without sessions over HTTP, one POST each. */
final class StatelessHttp implements AutoCloseable {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration BEAT_OF_A_SUBSCRIPTION = Duration.ofSeconds(15);
    private static final int MOST_SUBSCRIPTIONS = 200;

    private final StatelessEdge edge;
    private final Offers offers;
    private final CallLimits limits;
    private final ListChanges changes;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stream-beats").daemon().factory());

    StatelessHttp(StatelessEdge edge, Offers offers, CallLimits limits, ListChanges changes) {
        this.edge = edge;
        this.offers = offers;
        this.limits = limits;
        this.changes = changes;
    }

    /** Whether a request is of the revision without sessions, by its headers or by its body. */
    static boolean speaks(HttpServletRequest request, JsonRpc.Message message) {
        return message.method() != null && (byVersion(request) || StatelessRequest.isOne(message));
    }

    /** By its headers only, for requests that have no body. */
    static boolean byVersion(HttpServletRequest request) {
        return StatelessRequest.VERSIONS.contains(
                Objects.requireNonNullElse(request.getHeader(HttpGate.VERSION_HEADER), "")
                        .strip());
    }

    void handle(JsonRpc.Message message, HttpServletRequest request, HttpServletResponse response, Caller caller)
            throws IOException {
        var id = message.id();
        var method = Objects.requireNonNull(message.method(), "responses are of sessions");
        if (id == null) {
            // Closing the stream is what cancels; there is nothing else that a client could tell.
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        StatelessRequest mine;
        try {
            mine = checked(message, id, method, request, caller);
        } catch (ProtocolError error) {
            int status = error.code() == JsonRpc.METHOD_NOT_FOUND ? 404 : 400;
            JsonRpcResponses.send(response, status, error.toResponse(id));
            return;
        }
        if (method.equals("subscriptions/listen")) {
            subscribed(mine, response);
        } else {
            called(mine, response);
        }
    }

    private StatelessRequest checked(
            JsonRpc.Message message, Object id, String method, HttpServletRequest request, Caller caller) {
        if (!accepts(request.getHeader("Accept"))) {
            throw new ProtocolError(
                    JsonRpc.INVALID_REQUEST, "the Accept header names application/json and text/event-stream");
        }
        var version = request.getHeader(HttpGate.VERSION_HEADER);
        var inBody = message.params().get("_meta") instanceof Map<?, ?> meta
                ? meta.get(StatelessRequest.PROTOCOL_VERSION)
                : null;
        if (inBody instanceof String && (version == null || !inBody.equals(version.strip()))) {
            throw ParameterHeaders.mismatch("the header " + HttpGate.VERSION_HEADER + " does not say what _meta says");
        }
        var mine = StatelessRequest.of(message, id, method, caller);
        ParameterHeaders.check(message, offers, request::getHeader);
        return mine;
    }

    private static boolean accepts(@Nullable String accept) {
        return accept == null
                || accept.contains("*/*")
                || (accept.contains("application/json") && accept.contains("text/event-stream"));
    }

    private void called(StatelessRequest request, HttpServletResponse response) throws IOException {
        var permit = limits.acquire(request.caller().name());
        if (permit.isEmpty()) {
            response.setHeader("Retry-After", "1");
            JsonRpcResponses.send(
                    response,
                    429,
                    JsonRpc.error(request.id(), JsonRpc.SERVER_BUSY, "too many calls are running; try again"));
            return;
        }
        var stop = new Later();
        var reply = new HttpReply(response, stop);
        var beat = beats.scheduleAtFixedRate(
                () -> Thread.ofVirtual().start(reply::beat), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        try (var _ = permit.get()) {
            var exchange = edge.open(request, reply::notify);
            stop.does(exchange::stop);
            reply.end(200, edge.answer(request, exchange));
        } catch (ProtocolError error) {
            reply.end(error.status(), error.toResponse(request.id()));
        } finally {
            beat.cancel(false);
            reply.close();
        }
    }

    private void subscribed(StatelessRequest request, HttpServletResponse response) throws IOException {
        // One caller gets at most half, so that the others can still listen.
        if (changes.size() >= MOST_SUBSCRIPTIONS
                || changes.size(request.caller().name()) >= MOST_SUBSCRIPTIONS / 2) {
            response.setHeader("Retry-After", "10");
            JsonRpcResponses.send(
                    response, 429, JsonRpc.error(request.id(), JsonRpc.SERVER_BUSY, "too many subscriptions are open"));
            return;
        }
        var close = new Later();
        var reply = new HttpReply(response, close);
        try (var subscription = edge.listen(request, reply::notify)) {
            close.does(subscription::close);
            while (!subscription.ended(BEAT_OF_A_SUBSCRIPTION.toMillis())) {
                reply.beat();
            }
            reply.end(200, edge.ended(request));
        } catch (ProtocolError error) {
            reply.end(400, error.toResponse(request.id()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            reply.end(200, edge.ended(request));
        } finally {
            reply.close();
        }
    }

    @Override
    public void close() {
        changes.endAll();
        beats.shutdownNow();
    }

    /** An action that is known after the one who runs it. */
    private static final class Later implements Runnable {

        private final List<Runnable> actions = new CopyOnWriteArrayList<>();
        private volatile boolean ran;

        void does(Runnable action) {
            actions.add(action);
            if (ran) {
                action.run();
            }
        }

        @Override
        public void run() {
            ran = true;
            actions.forEach(Runnable::run);
        }
    }
}
