package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** The journal, and a bell that rings at each event: who waits for a case need not ask the database all the time. */
@Component
class CaseLog {

    // Events of another process ring no bell here; nobody waits longer than this without looking.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final CaseJournal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rang = lock.newCondition();
    private long rings;

    CaseLog(CaseJournal journal) {
        this.journal = journal;
    }

    CaseJournal journal() {
        return journal;
    }

    RequestId open(CaseEvent.Received received, String actor) {
        var id = journal.open(received, actor);
        ring();
        return id;
    }

    void append(RequestId id, CaseFile seen, String actor, CaseEvent event) {
        seen.add(journal.append(id, seen.size(), actor, event));
        ring();
    }

    /** Names the present moment for {@link #awaitEventAfter}; take it before reading a case. */
    long moment() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an event of any case after the moment, or a short while. */
    void awaitEventAfter(long moment, Duration atMost) throws InterruptedException {
        var left = (atMost.compareTo(LOOK_AGAIN) < 0 ? atMost : LOOK_AGAIN).toNanos();
        lock.lockInterruptibly();
        try {
            while (rings == moment && left > 0) {
                left = rang.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        lock.lock();
        try {
            rings++;
            rang.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
