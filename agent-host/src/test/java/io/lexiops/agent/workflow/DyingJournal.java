package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A journal whose program is killed when it wants to write one event too many. */
record DyingJournal(CaseJournal journal, int lastEvent) implements CaseJournal {

    /** The end of the program. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public RecordedEvent append(RequestId id, int expectedSize, String actor, CaseEvent event) {
        if (expectedSize + 1 >= lastEvent) {
            throw new Killed();
        }
        return journal.append(id, expectedSize, actor, event);
    }

    @Override
    public RequestId open(CaseEvent.Received received, String actor) {
        return journal.open(received, actor);
    }

    @Override
    public Optional<CaseFile> find(RequestId id) {
        return journal.find(id);
    }

    @Override
    public List<Head> list(Filter filter) {
        return journal.list(filter);
    }

    @Override
    public List<RequestId> runnable() {
        return journal.runnable();
    }

    @Override
    public List<RequestId> overdue(Instant now) {
        return journal.overdue(now);
    }

    @Override
    public List<RequestId> unlearned() {
        return journal.unlearned();
    }

    @Override
    public List<Head> restingSince(Instant since, int atMost) {
        return journal.restingSince(since, atMost);
    }
}
