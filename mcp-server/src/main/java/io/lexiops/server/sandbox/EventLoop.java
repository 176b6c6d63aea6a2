package io.lexiops.server.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does what is due, first things first; the same work asked for twice is done once. */
final class EventLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    private static final Duration SOON = Duration.ofMillis(200);

    /** Work that can be asked for again while it waits. */
    record Task(Reconciler reconciler, ObjectId id) {}

    private record Timer(Instant due, long order, Task task) {}

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedSet<Task> ready = new LinkedHashSet<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparingLong(Timer::order));
    private final AtomicLong order = new AtomicLong();
    private boolean working;
    private boolean closed;
    private final Thread thread;

    EventLoop(Clock clock) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("sandbox-controllers").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void soon(Reconciler reconciler, ObjectId id) {
        lock.lock();
        try {
            if (ready.add(new Task(reconciler, id))) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void at(Instant due, Reconciler reconciler, ObjectId id) {
        lock.lock();
        try {
            timers.add(new Timer(due, order.incrementAndGet(), new Task(reconciler, id)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The clock was moved. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is due now or in a moment. */
    boolean awaitIdle(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (!isIdle()) {
                long left = end - System.nanoTime();
                if (left <= 0 || closed) {
                    return false;
                }
                long pause =
                        changed.awaitNanos(Math.min(left, Duration.ofMillis(20).toNanos()));
                log.atTrace().addKeyValue("pause", pause).log("waiting");
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isIdle() {
        var next = timers.peek();
        return ready.isEmpty()
                && !working
                && (next == null || next.due().isAfter(clock.instant().plus(SOON)));
    }

    private void run() {
        try {
            while (true) {
                var task = next();
                if (task == null) {
                    return;
                }
                perform(task);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Task next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            working = false;
            changed.signalAll();
            while (!closed) {
                var now = clock.instant();
                while (!timers.isEmpty() && !timers.peek().due().isAfter(now)) {
                    ready.add(timers.remove().task());
                }
                if (!ready.isEmpty()) {
                    working = true;
                    return ready.removeFirst();
                }
                long wait = timers.isEmpty()
                        ? Duration.ofSeconds(60).toNanos()
                        : Math.clamp(
                                Duration.between(now, timers.peek().due()).toNanos(),
                                1,
                                Duration.ofSeconds(60).toNanos());
                long left = changed.awaitNanos(wait);
                log.atTrace().addKeyValue("left", left).log("woke");
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void perform(Task task) {
        try {
            task.reconciler().reconcile(task.id());
        } catch (ApiFailure failure) {
            // somebody else was faster, or a quota is full: what has to be done is looked at again
            log.atDebug()
                    .addKeyValue("object", task.id())
                    .addKeyValue("why", failure.getMessage())
                    .log("tried in vain");
            if (failure.code() == 409) {
                at(clock.instant().plusMillis(50), task.reconciler(), task.id());
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("object", task.id()).log("controller failed");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            boolean ended = thread.join(Duration.ofSeconds(5));
            log.atDebug().addKeyValue("ended", ended).log("controllers stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
