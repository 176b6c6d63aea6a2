package io.lexiops.agent.supervise;

import java.util.List;
import java.util.Optional;

/** Remembers every proposal, also those that were decided, so that nothing is proposed twice. */
interface ProposalRegister {

    /** Newest first. */
    List<Proposal> all();

    Optional<Proposal> find(String id);

    /** The next free id of a signal. */
    String nextId(SignalRule.Kind kind);

    void add(Proposal proposal);

    /** Writes the decision down; false if there is one already. */
    boolean decide(String id, Proposal.Decision decision);
}
