package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** One at a time for each name; the others wait. */
final class Turns {

    private final Map<String, CountDownLatch> taken = new ConcurrentHashMap<>();

    /**
     * Waits for the turn.
     *
     * @throws ToolFailed {@code CANCELLED} if the waiting thread is interrupted
     */
    Turn take(String name) {
        var mine = new CountDownLatch(1);
        while (true) {
            var other = taken.putIfAbsent(name, mine);
            if (other == null) {
                return () -> {
                    taken.remove(name, mine);
                    mine.countDown();
                };
            }
            await(other);
        }
    }

    private static void await(CountDownLatch other) {
        try {
            other.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(
                    ErrorCode.CANCELLED, "cancelled while the same call was still running", "", Map.of(), e);
        }
    }

    /** A turn that was taken; to be given back. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
