package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** What Spring's {@code @Transactional} does in the program, without Spring. */
record TransactionalJournal(CaseJournal journal, TransactionTemplate transactions) implements CaseJournal {

    @Override
    public RequestId open(CaseEvent.Received received, String actor) {
        return Objects.requireNonNull(transactions.execute(_ -> journal.open(received, actor)));
    }

    @Override
    public RecordedEvent append(RequestId id, int expectedSize, String actor, CaseEvent event) {
        return Objects.requireNonNull(transactions.execute(_ -> journal.append(id, expectedSize, actor, event)));
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
