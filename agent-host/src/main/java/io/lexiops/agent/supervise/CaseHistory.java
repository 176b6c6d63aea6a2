package io.lexiops.agent.supervise;

import java.time.Instant;
import java.util.List;

/** The cases that rest, as the workflow's journal tells them. */
public interface CaseHistory {

    /**
     * Cases that were closed at or after the instant, and those that were not understood and wait since then.
     *
     * @return oldest first; at most the newest 10,000
     */
    List<ClosedCase> closedSince(Instant since);
}
