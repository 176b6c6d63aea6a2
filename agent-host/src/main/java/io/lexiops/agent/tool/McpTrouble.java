package io.lexiops.agent.tool;

import io.lexiops.agent.tool.McpConnection.NotAnswered;
import io.lexiops.agent.tool.McpConnection.NotOpened;
import io.lexiops.agent.tool.McpConnection.NotSent;
import io.lexiops.agent.tool.McpConnection.NotSent.Reason;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the failures of the SDK apart by the one question that matters: may the server have got the request? */
final class McpTrouble {

    private static final int BUSY = -32000;

    // -32602 and -32601 are answers of the protocol itself: such a call is not handed to a tool.
    private static final Set<Integer> NEVER_CALLED = Set.of(
            McpSchema.ErrorCodes.INVALID_PARAMS,
            McpSchema.ErrorCodes.METHOD_NOT_FOUND,
            McpSchema.ErrorCodes.INVALID_REQUEST,
            BUSY,
            -32003); // the session belongs to another caller
    private static final int MAX_DEPTH = 12;

    private McpTrouble() {}

    /** Throws; returns only so that a caller can write {@code throw}. */
    static NotAnswered of(@Nullable Throwable trouble, ServerProperties properties) throws NotSent {
        var where = String.valueOf(properties.url());
        if (find(trouble, McpHttpClientTransportAuthorizationException.class).isPresent()) {
            throw new NotSent(Reason.UNAUTHORIZED, "the server at " + where + " does not accept the token", trouble);
        }
        if (find(trouble, ConnectException.class).isPresent()
                || find(trouble, HttpConnectTimeoutException.class).isPresent()
                || find(trouble, UnresolvedAddressException.class).isPresent()) {
            throw new NotSent(Reason.UNREACHABLE, "the server at " + where + " cannot be reached", trouble);
        }
        var answer = find(trouble, McpError.class);
        if (answer.isPresent() && neverCalled(answer.get())) {
            var reason = answer.get().getJsonRpcError().code() == BUSY ? Reason.BUSY : Reason.REFUSED;
            throw new NotSent(reason, words(answer.get()), trouble);
        }
        if (trouble instanceof NotOpened) {
            throw new NotSent(
                    Reason.UNREACHABLE, "the server at " + where + " does not speak MCP: " + words(trouble), trouble);
        }
        if (sessionLost(trouble)) {
            return new NotAnswered("the server does not know the session any more: " + words(trouble), true, trouble);
        }
        return new NotAnswered(words(trouble), false, trouble);
    }

    /** The SDK ends all calls of a session in these words, as soon as one of them learns that the server forgot it. */
    static boolean sessionLost(@Nullable Throwable trouble) {
        return find(trouble, McpTransportSessionNotFoundException.class).isPresent()
                || words(trouble).contains("session with server terminated")
                || words(trouble).contains("Transport has already been closed")
                // The SDK opens the session again by itself meanwhile, and trips over what is not there yet.
                || words(trouble).contains("LifecycleInitializer");
    }

    private static boolean neverCalled(McpError error) {
        var answered = error.getJsonRpcError();
        return answered != null && answered.code() != null && NEVER_CALLED.contains(answered.code());
    }

    private static String words(@Nullable Throwable trouble) {
        var root = trouble;
        for (int depth = 0; root != null && root.getCause() != null && depth < MAX_DEPTH; depth++) {
            root = root.getCause();
        }
        if (root == null) {
            return "no answer";
        }
        var message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> Optional<T> find(@Nullable Throwable trouble, Class<T> type) {
        var seen = trouble;
        for (int depth = 0; seen != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(seen)) {
                return Optional.of(type.cast(seen));
            }
            seen = seen.getCause();
        }
        return Optional.empty();
    }
}
