package io.lexiops.agent.knowledge;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the knowledge base. */
@Configuration(proxyBeanMethods = false)
class KnowledgeConfiguration {

    @Bean
    Embeddings embeddings(KnowledgeProperties properties, JdbcClient jdbc) {
        return properties.embeddings()
                ? new Embeddings(OnnxEmbeddingModel.ID, OnnxEmbeddingModel::load, new JdbcEmbeddingCache(jdbc))
                : Embeddings.none("copilot.knowledge.embeddings=false");
    }

    @Bean
    Similarity similarity(Embeddings embeddings) {
        return new EmbeddedSimilarity(embeddings);
    }

    @Bean
    GitKnowledgeBase knowledgeBase(KnowledgeProperties properties, Embeddings embeddings, Clock clock) {
        var remote = properties.remote();
        var origin = remote == null ? null : new GitOrigin(remote.place(), clock);
        return new GitKnowledgeBase(properties.directory(), new ClasspathSeed(), origin, embeddings, clock).start();
    }
}
