package io.lexiops.server.mcp;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/** How many bytes of request bodies are in memory at the same time, so that many large requests cannot fill it. */
final class BodyBudget {

    private static final int KILOBYTE = 1024;
    // A body becomes a tree and is written again: what is counted here is a third of what it takes.
    private static final int LARGEST_AT_ONCE = 8;

    private final Semaphore kilobytes;
    private final int maxBody;

    BodyBudget(int maxBody) {
        this.maxBody = maxBody;
        this.kilobytes = new Semaphore(LARGEST_AT_ONCE * inKilobytes(maxBody));
    }

    /**
     * Room for one body, to be given back; empty if too much is in memory already.
     *
     * @param length as the client announced it; negative if it did not
     */
    Optional<Room> reserve(long length) {
        int needed = inKilobytes(length < 0 ? maxBody : (int) Math.min(length, maxBody));
        return kilobytes.tryAcquire(needed) ? Optional.of(() -> kilobytes.release(needed)) : Optional.empty();
    }

    private static int inKilobytes(int bytes) {
        return Math.ceilDiv(bytes, KILOBYTE);
    }

    /** Room that is taken. */
    interface Room extends AutoCloseable {
        @Override
        void close();
    }
}
