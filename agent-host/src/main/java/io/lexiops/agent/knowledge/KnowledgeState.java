package io.lexiops.agent.knowledge;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * How the knowledge is doing.
 *
 * @param directory where people find the repository
 * @param commit    the commit in use; empty if none could be read
 * @param files     files in use
 * @param passages  passages in the index
 * @param search    how the index is searched
 * @param unread    files that were skipped
 * @param remote    the remote repository
 * @param notices   what a person should know or do, one sentence each; empty if all is well
 */
public record KnowledgeState(
        String directory,
        String commit,
        int files,
        int passages,
        Search search,
        List<UnreadableFile> unread,
        Remote remote,
        List<String> notices) {

    public KnowledgeState {
        requireNonNull(search, "search");
        requireNonNull(remote, "remote");
        unread = List.copyOf(unread);
        notices = List.copyOf(notices);
    }

    public boolean well() {
        return !commit.isEmpty() && notices.isEmpty() && !(remote instanceof Remote.Behind);
    }

    /** By which means passages are found. */
    public sealed interface Search {
        /** By words and by meaning, with the named embedding model. */
        record Hybrid(String model) implements Search {}

        /** By words only, and why. */
        record WordsOnly(String why) implements Search {}
    }

    /** How the local repository stands to a remote one. */
    public sealed interface Remote {
        record None() implements Remote {}

        record InStep(String commit) implements Remote {}

        /**
         * Not in step; retried until it is.
         *
         * @param unpushed local commits that the remote does not have
         */
        record Behind(int unpushed, String why) implements Remote {}
    }
}
