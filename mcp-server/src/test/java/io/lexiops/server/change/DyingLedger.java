package io.lexiops.server.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A ledger whose process is killed at one step: before it is written, or right after. */
final class DyingLedger implements Ledger {

    /** Where the process dies. */
    record Moment(String step, boolean after) {}

    /** No code of the process runs after this. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Ledger book;
    private final Moment moment;
    private final AtomicBoolean dead = new AtomicBoolean();

    DyingLedger(Ledger book, Moment moment) {
        this.book = book;
        this.moment = moment;
    }

    private void at(String step, Runnable write) {
        if (dead.get()) {
            throw new Killed();
        }
        boolean here = moment.step().equals(step);
        if (here && !moment.after()) {
            dead.set(true);
            throw new Killed();
        }
        write.run();
        if (here) {
            dead.set(true);
            throw new Killed();
        }
    }

    @Override
    public Planned plan(NewChange change) {
        var planned = new Planned[1];
        at("plan", () -> planned[0] = book.plan(change));
        return planned[0];
    }

    @Override
    public void started(String id) {
        at("started", () -> book.started(id));
    }

    @Override
    public void written(String id, Map<TargetRef, String> leftAs) {
        at("written", () -> book.written(id, leftAs));
    }

    @Override
    public void ended(String id, Outcome outcome) {
        at("ended", () -> book.ended(id, outcome));
    }

    @Override
    public void neverMade(String id, Outcome outcome) {
        at("neverMade", () -> book.neverMade(id, outcome));
    }

    @Override
    public Optional<LedgerEntry> find(String id) {
        return book.find(id);
    }

    @Override
    public Optional<LedgerEntry> findByKey(String caller, String idempotencyKey) {
        return book.findByKey(caller, idempotencyKey);
    }

    @Override
    public List<LedgerEntry> open() {
        return book.open();
    }

    @Override
    public SortedMap<Long, String> closed(long after, int most) {
        return book.closed(after, most);
    }

    @Override
    public List<LedgerEntry> list(ChangeQuery query) {
        return book.list(query);
    }

    @Override
    public List<LedgerEntry> started(String namespace, Instant since, Instant until) {
        return book.started(namespace, since, until);
    }

    @Override
    public Kept kept(String id) {
        return book.kept(id);
    }

    @Override
    public Map<TargetRef, String> leftAs(String id) {
        return book.leftAs(id);
    }

    @Override
    public Optional<LedgerEntry> later(long sequence, TargetRef object) {
        return book.later(sequence, object);
    }

    @Override
    public String firstSeen(String state, String version) {
        return book.firstSeen(state, version);
    }
}
