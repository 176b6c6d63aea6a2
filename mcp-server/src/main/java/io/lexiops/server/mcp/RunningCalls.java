package io.lexiops.server.mcp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that run, so that their caller can cancel them by the id of the request. */
final class RunningCalls {

    private final Map<Key, StoppableContext> running = new ConcurrentHashMap<>();

    /** The returned handle takes the call off again. */
    Running add(String session, Object requestId, StoppableContext context) {
        var key = new Key(session, requestId.toString());
        running.put(key, context);
        return () -> running.remove(key, context);
    }

    /** Cancels a call of this session; does nothing if it has already ended. */
    void cancel(String session, Object requestId) {
        var context = running.get(new Key(session, requestId.toString()));
        if (context != null) {
            context.stop();
        }
    }

    /** Cancels all calls of a session. */
    void cancelAll(String session) {
        running.forEach((key, context) -> {
            if (key.session().equals(session)) {
                context.stop();
            }
        });
    }

    int size() {
        return running.size();
    }

    /** A call that is registered. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    private record Key(String session, String requestId) {}
}
