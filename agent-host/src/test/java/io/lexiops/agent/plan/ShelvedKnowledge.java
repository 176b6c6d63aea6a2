package io.lexiops.agent.plan;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.KnowledgeState;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.knowledge.Lesson;
import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.knowledge.Query;
import io.lexiops.agent.knowledge.Runbook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A knowledge base with a few runbooks, or one that cannot be read. */
final class ShelvedKnowledge implements KnowledgeBase {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final List<Runbook> runbooks = new ArrayList<>();
    private final List<Passage> passages = new ArrayList<>();
    private boolean away;

    ShelvedKnowledge with(Runbook runbook) {
        runbooks.add(runbook);
        return this;
    }

    ShelvedKnowledge with(Passage passage) {
        passages.add(passage);
        return this;
    }

    ShelvedKnowledge away() {
        away = true;
        return this;
    }

    private void read() {
        if (away) {
            throw new KnowledgeUnavailable("the repository is away");
        }
    }

    @Override
    public List<Passage> find(Query query) {
        read();
        return passages.stream().limit(query.limit()).toList();
    }

    @Override
    public List<Passage> findAt(String commit, Query query) {
        return find(query);
    }

    @Override
    public List<Runbook> runbooks() {
        read();
        return List.copyOf(runbooks);
    }

    @Override
    public Optional<String> read(String commit, String path) {
        return Optional.empty();
    }

    @Override
    public String commit() {
        read();
        return COMMIT;
    }

    @Override
    public String learn(Lesson lesson) {
        throw new UnsupportedOperationException("planning does not learn");
    }

    @Override
    public KnowledgeState state() {
        throw new UnsupportedOperationException("planning does not ask for the state");
    }
}
