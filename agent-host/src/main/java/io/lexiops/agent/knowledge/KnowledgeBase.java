package io.lexiops.agent.knowledge;

import java.util.List;
import java.util.Optional;

/**
 * The team's knowledge: Markdown files in a git repository that people edit and that grows by lessons.
 *
 * <p>All calls may be made from any thread. The first call waits until the repository has been read once.
 */
public interface KnowledgeBase {

    /**
     * Finds the passages that best match the words, best first.
     *
     * <p>Reads the commit that was current when the call began, so a person's commit is seen by the next call; a push
     * during the call is not seen. The same commit and query give the same passages in the same order.
     *
     * @return at most {@code query.limit()} passages with descending score; empty if nothing matches
     * @throws KnowledgeUnavailable if the repository cannot be read; the message says what to do
     */
    List<Passage> find(Query query);

    /**
     * Finds passages as {@link #find} would have done when the commit was current.
     *
     * @param commit a full or abbreviated commit id, a branch or a tag
     * @throws KnowledgeUnavailable if there is no such commit or it cannot be read
     */
    List<Passage> findAt(String commit, Query query);

    /** Every runbook of the current commit, in the order of their paths. */
    List<Runbook> runbooks();

    /**
     * The whole text of one file.
     *
     * @param commit as in {@link #findAt}
     * @return empty if the commit has no such readable file
     */
    Optional<String> read(String commit, String path);

    /** The full id of the current commit: 40 hex digits. */
    String commit();

    /**
     * Writes what a case taught, as one commit that only touches the lesson's file.
     *
     * <p>A case is learned once: a second call with the same case, also after a crash, changes nothing and returns the
     * first commit. Text is redacted before it is written. Uncommitted edits of people stay as they are.
     *
     * @return the id of the commit that holds the lesson
     * @throws KnowledgeUnavailable if it could not be written; nothing was written, the call may be repeated
     */
    String learn(Lesson lesson);

    /** How the knowledge is doing: what is read, what could not be read, whether a remote is in step. */
    KnowledgeState state();
}
