package io.lexiops.agent.supervise;

import java.util.Map;

/**
 * What a proposal would change.
 *
 * @param repository where
 * @param message    why, for the commit: evidence and backtest
 * @param writes     whole new texts by path
 */
record Draft(Proposal.Repository repository, String message, Map<String, String> writes) {

    Draft {
        writes = Map.copyOf(writes);
        if (writes.isEmpty()) {
            throw new IllegalArgumentException("a draft that changes nothing");
        }
    }
}
