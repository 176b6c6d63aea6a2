package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Gives every case that has something to do a virtual thread. A sweep finds what a crash or a failure left behind, what
 * has waited too long, and lessons that are not committed yet.
 */
@Component
class CaseRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CaseRunner.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final CaseDriver driver;
    private final CaseLog cases;
    private final Stages stages;
    private final Clock clock;
    private final Semaphore places;
    private final Set<RequestId> driven = ConcurrentHashMap.newKeySet();
    private final Backoff backoff = new Backoff();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor();
    private @Nullable ScheduledFuture<?> sweeping;
    private volatile boolean running;

    CaseRunner(CaseDriver driver, CaseLog cases, Stages stages, WorkflowProperties limits, Clock clock) {
        this.driver = driver;
        this.cases = cases;
        this.stages = stages;
        this.clock = clock;
        this.places = new Semaphore(limits.concurrency());
    }

    /** Drives the case unless that is happening already; returns at once. */
    void wake(RequestId id) {
        if (running && driven.add(id)) {
            threads.execute(() -> drive(id));
        }
    }

    private void drive(RequestId id) {
        try {
            places.acquire();
            try {
                driver.drive(id);
                learn(id);
                backoff.succeeded(id);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CaseMoved e) {
            // A person spoke while the lesson was written: the case is driven on below, and the lesson comes after it.
            log.atDebug().addKeyValue("case", id).log("case moved after it was settled");
        } catch (RuntimeException e) {
            // The journal is as it was before the failed stage: the sweep tries again, later each time.
            backoff.failed(id, clock.instant());
            log.atError().addKeyValue("case", id).setCause(e).log("case stopped by an unexpected failure");
        } finally {
            driven.remove(id);
        }
        // Something may have been added between the last look and the release of the case.
        if (running && backoff.ready(id, clock.instant())) {
            cases.journal().find(id).filter(file -> file.state().runnable()).ifPresent(_ -> wake(id));
        }
    }

    private void learn(RequestId id) {
        var file = cases.journal().find(id).orElseThrow();
        if (file.state().settled() && !file.learned()) {
            cases.append(id, file, "responder", new CaseEvent.Learned(stages.learn(file)));
        }
    }

    private void sweep() {
        try {
            var now = clock.instant();
            for (var id : cases.journal().overdue(now)) {
                var file = cases.journal().find(id).orElseThrow();
                cases.append(
                        id,
                        file,
                        "responder",
                        new CaseEvent.GivenUp("nobody approved the plan before "
                                + file.voidAfter().orElse(now)));
            }
            cases.journal().runnable().stream()
                    .filter(id -> backoff.ready(id, now))
                    .forEach(this::wake);
            cases.journal().unlearned().stream()
                    .filter(id -> backoff.ready(id, now))
                    .forEach(this::wake);
        } catch (RuntimeException e) {
            // The next sweep comes in a few seconds; an exception here would silently cancel all of them.
            log.atError().setCause(e).log("sweep over the cases failed");
        }
    }

    @Override
    public void start() {
        running = true;
        sweeping = sweeper.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        if (sweeping != null) {
            sweeping.cancel(true);
        }
        sweeper.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
