package io.lexiops.agent.knowledge;

import java.util.List;

/** What became of an attempt to move a branch. */
public sealed interface GitOutcome {

    /** The branch now ends at the commit. */
    record Committed(String id) implements GitOutcome {}

    /** The files already are as wanted; there is no new commit. */
    record Unchanged(String head) implements GitOutcome {}

    /** Somebody else moved the branch first; nothing was changed. Look again and repeat. */
    record Moved() implements GitOutcome {}

    /** Both sides changed the same lines of these paths; nothing was changed. */
    record Conflict(List<String> paths) implements GitOutcome {
        public Conflict {
            paths = List.copyOf(paths);
        }
    }
}
