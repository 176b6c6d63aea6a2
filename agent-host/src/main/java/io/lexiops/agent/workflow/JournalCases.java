package io.lexiops.agent.workflow;

import io.lexiops.agent.knowledge.SecretMask;
import io.lexiops.agent.plan.Plan;
import io.lexiops.agent.plan.Planning;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.supervise.CaseHistory;
import io.lexiops.agent.supervise.ClosedCase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the supervisor learns from: the journal's cases that are settled, or wait because their words were not understood. */
@Component
final class JournalCases implements CaseHistory {

    private static final int MOST = 10_000;

    private final CaseJournal journal;
    // A case that has not moved is read once; guarded by this.
    private final Map<RequestId, Seen> seen = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestId, Seen> eldest) {
            return size() > MOST;
        }
    };

    private record Seen(int events, Optional<ClosedCase> told) {}

    JournalCases(CaseJournal journal) {
        this.journal = journal;
    }

    @Override
    public synchronized List<ClosedCase> closedSince(Instant since) {
        return journal.restingSince(since, MOST).stream()
                .map(this::told)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<ClosedCase> told(CaseJournal.Head head) {
        var known = seen.get(head.id());
        if (known == null || known.events() != head.events()) {
            known = new Seen(head.events(), journal.find(head.id()).flatMap(JournalCases::told));
            seen.put(head.id(), known);
        }
        return known.told();
    }

    private static Optional<ClosedCase> told(CaseFile file) {
        boolean unknown = file.planning()
                .filter(planning -> planning instanceof Planning.CannotPlan cannot
                        && cannot.kind().equals("not_understood"))
                .isPresent();
        if (!file.state().settled() && !unknown) {
            return Optional.empty();
        }
        var facts = Closing.facts(file);
        var fault = facts.stream()
                .filter(fact -> fact.details().get("class") instanceof String name && !name.isBlank())
                .findFirst();
        var plan = Optional.ofNullable(Closing.lastPlan(file));
        return Optional.of(new ClosedCase(
                file.request().id().value(),
                SecretMask.apply(file.request().text()),
                fault.map(fact -> String.valueOf(fact.details().get("class"))).orElse(""),
                fault.map(Planning.Fact::rule).orElse(""),
                Closing.owner(file, facts),
                plan.map(Plan::rule).orElse(""),
                file.objections().stream()
                        .flatMap(objection -> objection.rules().stream())
                        .distinct()
                        .toList(),
                !unknown,
                file.state().settled()
                        ? ClosedCase.Outcome.valueOf(Closing.outcome(file).name())
                        : ClosedCase.Outcome.WAITING,
                file.request().receivedAt(),
                file.events().getLast().at()));
    }
}
