package io.lexiops.server.mcp;

import io.lexiops.server.settings.ServerProperties;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls run at the same time, and how many wait for their turn. */
final class CallLimits {

    private final Semaphore all;
    private final Map<String, Semaphore> byCaller = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final int perCaller;
    private final int mostWaiting;
    private final Duration longestWait;

    CallLimits(ServerProperties.Limits limits) {
        this.all = new Semaphore(limits.calls(), true);
        this.perCaller = Math.min(limits.callsPerCaller(), limits.calls());
        this.mostWaiting = limits.callsWaiting();
        this.longestWait = limits.waiting();
    }

    /** The right to run one call, to be given back; empty if there are too many. */
    Optional<Permit> acquire(String caller) {
        var own = byCaller.computeIfAbsent(caller, _ -> new Semaphore(perCaller, true));
        if (own.tryAcquire()) {
            if (all.tryAcquire()) {
                return Optional.of(permit(own));
            }
            own.release();
        }
        return waiting.incrementAndGet() > mostWaiting ? tooMany() : afterWaiting(own);
    }

    private Optional<Permit> tooMany() {
        waiting.decrementAndGet();
        return Optional.empty();
    }

    private Optional<Permit> afterWaiting(Semaphore own) {
        try {
            if (!own.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            if (!all.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                own.release();
                return Optional.empty();
            }
            return Optional.of(permit(own));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Permit permit(Semaphore own) {
        return () -> {
            all.release();
            own.release();
        };
    }

    /** One running call. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }
}
