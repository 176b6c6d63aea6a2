package io.lexiops.agent.knowledge;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One thread for work in the background.
 *
 * <p>Closing lets the work at hand come to its end: an interrupt in the middle would close the files that git and the
 * index have open.
 */
public final class Upkeep implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final ScheduledExecutorService thread;

    public Upkeep(String name) {
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Does it soon; nothing happens after the close. */
    public void soon(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(work);
        }
    }

    /** Does it now and then. */
    public void every(Duration interval, Duration firstAfter, Runnable work) {
        var _ = thread.scheduleWithFixedDelay(work, firstAfter.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
