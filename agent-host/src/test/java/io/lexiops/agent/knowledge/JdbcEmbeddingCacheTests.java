package io.lexiops.agent.knowledge;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcEmbeddingCacheTests {

    private JdbcEmbeddingCache cache;

    @BeforeEach
    void create() {
        var source = new DriverManagerDataSource(
                "jdbc:h2:mem:" + System.nanoTime() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        new ResourceDatabasePopulator(new ClassPathResource("db/migration/V200__embedding_cache.sql")).execute(source);
        cache = new JdbcEmbeddingCache(JdbcClient.create(source));
    }

    @Test
    void givesBackExactlyWhatWasKept() {
        cache.keep("m", Map.of("a", new float[] {0.1f, -2.5f, Float.MIN_VALUE}, "b", new float[] {1f}));
        cache.keep("m", Map.of("a", new float[] {9f}));

        assertThat(cache.find("m", List.of("a", "b", "c")))
                .containsOnlyKeys("a", "b")
                .hasEntrySatisfying("a", vector -> assertThat(vector).containsExactly(0.1f, -2.5f, Float.MIN_VALUE));
        assertThat(cache.find("other model", List.of("a"))).isEmpty();
        assertThat(cache.find("m", List.of())).isEmpty();
    }

    @Test
    void aTextIsEmbeddedOnceInItsLife() {
        var model = new WordEmbeddingModel();
        new Embeddings("m", () -> model, cache).of(List.of("one", "two"));
        var vectors = new Embeddings("m", () -> model, cache).of(List.of("one", "two", "three"));

        assertThat(model.embedded).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(vectors).containsOnlyKeys("one", "two", "three");
    }
}
