package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One request of a client and the way back to it, in the words of no particular revision of the protocol. */
abstract class Exchange {

    private final List<Runnable> onStop = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    /** What a client can do if it says so. */
    enum Ability {
        ELICITATION,
        SAMPLING,
        ROOTS
    }

    abstract Caller caller();

    /** What came in {@code _meta}. */
    abstract Map<String, Object> meta();

    /** How it came, for traces: {@code mcp.session.id}, {@code jsonrpc.request.id} and the like. */
    abstract Map<String, String> wire();

    abstract boolean can(Ability ability);

    /**
     * Asks the client.
     *
     * @throws InputNeeded where the protocol has no way back: the request ends, and comes again with the answers
     */
    abstract Answers ask(Questions questions);

    /** Tells how far it is; does nothing if nobody wants to know. */
    abstract void progress(double done, @Nullable Double total, @Nullable String message);

    /** Sends a log message, if the client wants those of this level. */
    abstract void log(String level, String logger, Object data);

    final boolean stopped() {
        return stopped;
    }

    /** Tells whatever runs for this request to end. */
    final void stop() {
        stopped = true;
        onStop.forEach(Runnable::run);
    }

    /** What is to be done when the request is told to stop; at once if it already was. */
    final void onStop(Runnable action) {
        onStop.add(action);
        if (stopped) {
            action.run();
        }
    }

    /**
     * What the client is asked.
     *
     * @param requests by a key of their own, each with {@code method} and {@code params} as the protocol has them
     * @param subject  what the questions are about: answers to another subject do not count; null if that is no matter
     */
    record Questions(
            Map<String, Map<String, Object>> requests,
            @Nullable String subject) {}

    /**
     * What the client answered.
     *
     * @param byKey        the results of the requests
     * @param once         uses the answers up, where they could be sent a second time; else null
     * @param otherSubject they were given to a question about something else
     */
    record Answers(
            Map<String, Map<String, Object>> byKey,
            io.lexiops.server.tool.CallContext.@Nullable Once once,
            boolean otherSubject) {}
}
