package io.lexiops.server.mcp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that run, so that their caller can cancel them by the id of the request. */
final class RunningCalls {

    private final Map<Key, Runnable> running = new ConcurrentHashMap<>();

    /** The returned handle takes the call off again. */
    Running add(String session, Object requestId, Runnable stop) {
        var key = new Key(session, requestId.toString());
        running.put(key, stop);
        return () -> running.remove(key, stop);
    }

    /** Cancels a call of this session; does nothing if it has already ended. */
    void cancel(String session, Object requestId) {
        var stop = running.remove(new Key(session, requestId.toString()));
        if (stop != null) {
            stop.run();
        }
    }

    /** Cancels all calls of a session. */
    void cancelAll(String session) {
        running.forEach((key, stop) -> {
            if (key.session().equals(session)) {
                stop.run();
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
