package io.lexiops.agent.supervise;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that the supervisor suggests and only a person can make.
 *
 * @param id         also the end of the branch's name: {@code repeated-cause-3}
 * @param repository where the branch is
 * @param branch     what to merge: {@code proposal/<id>}
 * @param commit     the commit at the end of the branch
 * @param signal     the signal rule
 * @param subject    what it is about
 * @param title      one line for people
 * @param cases      the cases that led to it
 * @param decision   null while it is open
 */
public record Proposal(
        String id,
        Repository repository,
        String branch,
        String commit,
        String signal,
        String subject,
        String title,
        List<String> cases,
        Instant openedAt,
        @Nullable Decision decision) {

    public Proposal {
        cases = List.copyOf(cases);
    }

    public boolean open() {
        return decision == null;
    }

    Proposal decided(Decision made) {
        return new Proposal(id, repository, branch, commit, signal, subject, title, cases, openedAt, made);
    }

    /** Which repository the branch is in. */
    public enum Repository {
        KNOWLEDGE,
        RULES
    }

    /**
     * What a person decided.
     *
     * @param by     who
     * @param reason may be empty
     */
    public record Decision(boolean merged, String by, String reason, Instant at) {}
}
