package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OnnxEmbeddingModelTests {

    private static OnnxEmbeddingModel model;

    private static Similarity similarity;

    @BeforeAll
    static void load() throws IOException {
        model = OnnxEmbeddingModel.load();
        similarity =
                new EmbeddedSimilarity(new Embeddings(OnnxEmbeddingModel.ID, () -> model, new Embeddings.NoCache()));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aVectorHasTheLengthOne() {
        var vector = model.embed("restart the payments deployment");

        assertThat(vector).hasSize(OnnxEmbeddingModel.DIMENSIONS);
        assertThat(Embeddings.cosine(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void paraphrasesAreNearAndOtherThingsFar() {
        var scores = similarity.scores(
                "restart the payments deployment",
                List.of(
                        "rollout restart deploy/payments",
                        "sync the argocd application checkout",
                        "what is the cpu usage"));

        assertThat(similarity.semantic()).isTrue();
        assertThat(scores.get(0)).isCloseTo(0.81, within(0.05));
        assertThat(scores.get(1)).isBetween(0.1, 0.35);
        assertThat(scores.get(2)).isLessThan(0.1);
    }

    @Test
    void aScoreDoesNotDependOnItsNeighbours() {
        var alone = similarity.scores("scale web to four", List.of("run 4 replicas of web"));
        var together = new EmbeddedSimilarity(
                        new Embeddings(OnnxEmbeddingModel.ID, () -> model, new Embeddings.NoCache()))
                .scores("scale web to four", List.of("delete everything", "run 4 replicas of web", "x".repeat(5_000)));

        assertThat(together.get(1)).isEqualTo(alone.getFirst());
    }

    @Test
    void anyTextCanBeEmbedded() {
        var random = new Random(20261123);
        var texts = new ArrayList<>(
                List.of("", " ", "\0", "\uD800", "\uFFFD", "🙂🙂", "日本語テキスト", "é".repeat(300), "a".repeat(100_000)));
        for (int i = 0; i < 40; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append((char) random.nextInt(0x10000));
            }
            texts.add(text.toString());
        }
        for (var text : texts) {
            assertThat(model.embed(text)).hasSize(OnnxEmbeddingModel.DIMENSIONS).doesNotContain(Float.NaN);
        }
    }

    @Test
    void cutsWordsIntoTheLongestPiecesOfTheVocabulary() {
        var tokenizer = new WordPieceTokenizer(
                Map.of(
                        "[UNK]", 100, "[CLS]", 101, "[SEP]", 102, "un", 1, "##aff", 2, "##able", 3, "cafe", 4, "!", 5,
                        "日", 6),
                8);

        assertThat(tokenizer.encode("Unaffable, Café!")).containsExactly(101, 1, 2, 3, 100, 4, 5, 102);
        assertThat(tokenizer.encode("日日")).containsExactly(101, 6, 6, 102);
        assertThat(tokenizer.encode("unx un")).containsExactly(101, 100, 1, 102);
        assertThat(tokenizer.encode("un un un un un un un un un")).hasSize(8).endsWith(102);
        assertThat(tokenizer.encode("a\u200bun")).hasSize(3);
        assertThat(tokenizer.encode("a".repeat(101))).containsExactly(101, 100, 102);
    }
}
