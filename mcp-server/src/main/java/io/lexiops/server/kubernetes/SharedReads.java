package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request for many who ask for the same at the same time. Who comes while one is under way waits for the next, which is
 * sent when all of them have come: nobody is shown a state from before their own question, so a read after a write sees it.
 *
 * @param <K> what is asked for
 * @param <V> the answer; it is shared and must not be changed
 */
final class SharedReads<K, V> {

    /** However long the one under way takes, the next is not held up by more. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    private final Map<K, Lane<V>> lanes = new ConcurrentHashMap<>();

    /** Reads that are under way, and the one that waits; replaced as a whole. */
    private record Lane<V>(int running, @Nullable Round<V> next) {}

    /** A read that several wait for. Its leader makes it. */
    private static final class Round<V> {

        private final CountDownLatch mayStart = new CountDownLatch(1);
        private final Pending<V> answer = new Pending<>();
    }

    /** The leader went away before there was an answer; those who waited ask again. */
    private static final class Abandoned extends RuntimeException {

        private static final long serialVersionUID = 1;

        Abandoned(Throwable cause) {
            super(cause);
        }
    }

    /**
     * What {@code read} answers, here or for somebody else who asked later than this.
     *
     * @throws ToolFailed {@code CANCELLED} if this thread is interrupted
     */
    V get(K key, Supplier<V> read) {
        while (true) {
            var mine = new Round<V>();
            var lane = lanes.compute(
                    key,
                    (_, now) -> now == null
                            ? new Lane<>(1, null)
                            : now.next() == null ? new Lane<>(now.running(), mine) : now);
            var next = lane.next();
            if (next == null) {
                return leaving(key, read);
            }
            if (next == mine) {
                return lead(key, mine, read);
            }
            try {
                return follow(next);
            } catch (Abandoned _) {
                // Somebody else leads now, perhaps this one.
            }
        }
    }

    private V leaving(K key, Supplier<V> read) {
        try {
            return read.get();
        } finally {
            lanes.computeIfPresent(key, (_, now) -> {
                var waiting = now.next();
                if (waiting != null) {
                    waiting.mayStart.countDown();
                }
                return lane(now.running() - 1, waiting);
            });
        }
    }

    private static <V> @Nullable Lane<V> lane(int running, @Nullable Round<V> next) {
        return running == 0 && next == null ? null : new Lane<>(running, next);
    }

    private V lead(K key, Round<V> round, Supplier<V> read) {
        try {
            boolean _ = round.mayStart.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            lanes.computeIfPresent(key, (_, now) -> lane(now.running(), null));
            round.answer.fail(new Abandoned(e));
            throw cancelled(e);
        }
        // From here on nobody joins.
        lanes.computeIfPresent(key, (_, now) -> new Lane<>(now.running() + 1, null));
        try {
            var answer = leaving(key, read);
            round.answer.give(answer);
            return answer;
        } catch (RuntimeException e) {
            round.answer.fail(Thread.currentThread().isInterrupted() ? new Abandoned(e) : e);
            throw e;
        } catch (Error e) {
            round.answer.fail(e);
            throw e;
        }
    }

    private V follow(Round<V> round) {
        try {
            return round.answer.await();
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    private static ToolFailed cancelled(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
    }
}
