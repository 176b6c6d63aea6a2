package io.lexiops.agent.knowledge;

/** The git repository behind the knowledge, for who proposes changes to it. */
public interface KnowledgeRepository {

    /**
     * The open repository.
     *
     * @throws KnowledgeUnavailable if it cannot be opened
     */
    GitRepository repository();
}
