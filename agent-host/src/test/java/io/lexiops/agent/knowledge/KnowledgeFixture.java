package io.lexiops.agent.knowledge;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** A real knowledge base in a directory, with one runbook and a cheap embedding model, for tests of other packages. */
public final class KnowledgeFixture implements AutoCloseable {

    private final GitKnowledgeBase base;

    private final Similarity similarity;

    public KnowledgeFixture(Path directory, Clock clock) {
        var model = new WordEmbeddingModel();
        var embeddings = new Embeddings("words", () -> model, new Embeddings.NoCache());
        Seed seed = () -> new TreeMap<>(Map.of("runbooks/first.md", "# The first runbook\n\nAsk somebody.\n"));
        this.base = new GitKnowledgeBase(directory, seed, null, embeddings, clock);
        this.similarity = new EmbeddedSimilarity(embeddings);
    }

    public KnowledgeBase base() {
        return base;
    }

    public GitRepository repository() {
        return base.repository();
    }

    public Similarity similarity() {
        return similarity;
    }

    @Override
    public void close() {
        base.close();
    }
}
