package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Similarity;
import io.lexiops.agent.knowledge.Upkeep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Watches how cases end and opens a proposal for what comes up too often. People decide on it. */
public final class AgentSupervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentSupervisor.class);

    private static final double SAME_MEANING = 0.6;

    private final SignalDetector detector;

    private final List<Proposer> proposers;

    private final Proposals proposals;

    private final Similarity similarity;

    private final Upkeep watch = new Upkeep("supervisor");

    AgentSupervisor(SignalDetector detector, List<Proposer> proposers, Proposals proposals, Similarity similarity) {
        this.detector = detector;
        this.proposers = List.copyOf(proposers);
        this.proposals = proposals;
        this.similarity = similarity;
    }

    /** Looks now and then from now on. */
    AgentSupervisor start(Duration interval) {
        watch.every(interval, interval, this::watch);
        return this;
    }

    /** Looks soon, in the background; called when a case was settled. */
    public void caseClosed() {
        watch.soon(this::watch);
    }

    private void watch() {
        try {
            look();
        } catch (KnowledgeUnavailable | DataAccessException e) {
            log.atWarn().setCause(e).log("the supervisor could not look; it will look again");
        }
    }

    /** The signals above their thresholds, whether proposed already or not. */
    public List<Signal> signals() {
        return detector.detect();
    }

    /**
     * Looks at the settled cases and opens a proposal for every signal that has none.
     *
     * @return the proposals that were opened
     */
    public synchronized List<Proposal> look() {
        var opened = new ArrayList<Proposal>();
        for (var signal : detector.detect()) {
            var fresh = stillOpenQuestion(signal);
            if (fresh != null) {
                propose(fresh, opened);
            }
        }
        return opened;
    }

    private void propose(Signal signal, List<Proposal> opened) {
        try {
            for (var proposer : proposers) {
                var draft = proposer.draft(signal);
                if (draft.isPresent()) {
                    var proposal = proposals.open(signal, draft.get());
                    log.atInfo()
                            .addKeyValue("proposal", proposal.id())
                            .addKeyValue("signal", proposal.signal())
                            .addKeyValue("cases", proposal.cases().size())
                            .log("proposal opened");
                    opened.add(proposal);
                    return;
                }
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("signal", signal.rule().id())
                    .setCause(e)
                    .log("no proposal could be written; will be tried again");
        }
    }

    /**
     * The signal as far as no proposal answers it: nothing while one is open, nothing ever again after a rejection, and
     * after a merge only what happened since.
     */
    private @Nullable Signal stillOpenQuestion(Signal signal) {
        var cases = signal.cases();
        for (var proposal : proposals.list()) {
            if (answers(proposal, signal)) {
                var decision = proposal.decision();
                if (decision == null || !decision.merged()) {
                    return null;
                }
                cases = cases.stream()
                        .filter(closed -> closed.closedAt().isAfter(decision.at()))
                        .toList();
            }
        }
        return cases.size() >= signal.rule().cases()
                ? new Signal(signal.rule(), signal.subject(), signal.title(), cases)
                : null;
    }

    private boolean answers(Proposal proposal, Signal signal) {
        if (!proposal.signal().equals(signal.rule().id())) {
            return false;
        }
        if (proposal.subject().equals(signal.subject())) {
            return true;
        }
        // A group of requests is named by its oldest, which leaves the window one day: then the meaning decides.
        return signal.rule().kind() == SignalRule.Kind.UNKNOWN_INTENT
                && similarity
                                .scores(proposal.subject(), List.of(signal.subject()))
                                .getFirst()
                        >= SAME_MEANING;
    }

    @Override
    public void close() {
        watch.close();
    }
}
