package io.lexiops.server.mcp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The streams on which sessions hear from the server, so that one can be ended when its session is. */
final class OpenStreams {

    private final Map<String, Runnable> ends = new ConcurrentHashMap<>();

    /** Notes how to end the stream of a session; a session has one at a time. */
    void opened(String session, Runnable end) {
        ends.put(session, end);
    }

    /** The stream that this would end has ended. */
    void ended(String session, Runnable end) {
        ends.remove(session, end);
    }

    boolean has(String session) {
        return ends.containsKey(session);
    }

    void end(String session) {
        var end = ends.remove(session);
        if (end != null) {
            end.run();
        }
    }
}
