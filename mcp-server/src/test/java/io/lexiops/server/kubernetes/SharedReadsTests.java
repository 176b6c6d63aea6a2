package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class SharedReadsTests {

    private final SharedReads<String, Integer> reads = new SharedReads<>();
    private final AtomicInteger state = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Test
    void nobodyIsShownAStateFromBeforeTheirQuestion() throws Exception {
        var running = new ArrayList<Future<Boolean>>();
        for (int thread = 0; thread < 16; thread++) {
            running.add(threads.submit(() -> {
                for (int i = 0; i < 5_000; i++) {
                    int written = state.incrementAndGet();
                    if (reads.get("a", this::read) < written) {
                        return false;
                    }
                }
                return true;
            }));
        }
        for (var one : running) {
            assertThat(one.get()).isTrue();
        }
        assertThat(made.get()).isLessThan(16 * 5_000);
    }

    @Test
    void manyWhoComeTogetherAreAnsweredByTheNextRead() throws Exception {
        var gate = new CountDownLatch(1);
        var first = threads.submit(() -> reads.get("a", () -> {
            awaitOpen(gate);
            return read();
        }));
        var others = List.of(submit(this::ask), submit(this::ask), submit(this::ask), submit(this::ask));
        gate.countDown();
        assertThat(first.get()).isZero();
        for (var other : others) {
            assertThat(other.get()).isZero();
        }
        assertThat(made.get()).isBetween(2, 5);
    }

    @Test
    void aReadThatHangsDoesNotHoldTheNext() throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var hanging = threads.submit(() -> reads.get("a", () -> {
            begun.countDown();
            awaitOpen(gate);
            return -1;
        }));
        begun.await();
        assertThat(submit(this::ask)).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
        assertThat(submit(this::ask)).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
        gate.countDown();
        assertThat(hanging.get()).isEqualTo(-1);
    }

    @Test
    void whoIsCancelledTakesNobodyElseAlong() throws Exception {
        var inRound = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var first = threads.submit(() -> reads.get("a", () -> {
            begun.countDown();
            awaitOpen(gate);
            return 1;
        }));
        begun.await();
        var leader = new Thread(() -> {
            int _ = reads.get("a", () -> {
                inRound.countDown();
                awaitOpen(new CountDownLatch(1));
                return 2;
            });
        });
        leader.setUncaughtExceptionHandler((_, _) -> {
            // Cancelled, as it is to be.
        });
        leader.start();
        await().until(() -> leader.getState() == Thread.State.TIMED_WAITING || inRound.getCount() == 0);
        var follower = submit(this::ask);
        inRound.await();
        leader.interrupt();
        assertThat(follower).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(0);
        gate.countDown();
        assertThat(first.get()).isEqualTo(1);
        leader.join();
        assertThat(reads.get("a", () -> 3)).isEqualTo(3);
    }

    @Test
    void anErrorIsToldToAllWhoWaitedForItAndToNobodyElse() throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var first = threads.submit(() -> reads.get("a", () -> {
            begun.countDown();
            awaitOpen(gate);
            throw new ToolFailed(ErrorCode.TIMEOUT, "too slow", "");
        }));
        begun.await();
        var second = submit(this::ask);
        gate.countDown();
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class).hasRootCauseInstanceOf(ToolFailed.class);
        assertThat(second.get()).isZero();
    }

    @Test
    void differentQuestionsDoNotMeet() {
        assertThat(reads.get("a", () -> reads.get("b", () -> 7))).isEqualTo(7);
    }

    private Future<Integer> submit(Callable<Integer> call) {
        return threads.submit(call);
    }

    private int ask() {
        return reads.get("a", this::read);
    }

    private int read() {
        int _ = made.incrementAndGet();
        int now = state.get();
        LockSupport.parkNanos(1_000);
        return now;
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "cancelled", "");
        }
    }
}
