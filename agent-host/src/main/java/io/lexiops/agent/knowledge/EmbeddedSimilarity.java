package io.lexiops.agent.knowledge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Similarity by embeddings; by shared words and letters if there are none. */
final class EmbeddedSimilarity implements Similarity {

    private static final int MAX_TEXT = 1_000;

    private final Embeddings embeddings;

    EmbeddedSimilarity(Embeddings embeddings) {
        this.embeddings = embeddings;
    }

    @Override
    public List<Double> scores(String text, List<String> candidates) {
        var asked = cut(text);
        var vector = asked.isBlank() || candidates.isEmpty() ? null : embeddings.ofQuery(asked);
        var vectors = vector == null
                ? List.<float[]>of()
                : embeddings.inOrder(
                        candidates.stream().map(EmbeddedSimilarity::cut).toList());
        if (vector == null || vectors.isEmpty()) {
            return candidates.stream()
                    .map(candidate -> shared(asked, cut(candidate)))
                    .toList();
        }
        return vectors.stream().map(other -> Embeddings.cosine(vector, other)).toList();
    }

    @Override
    public boolean semantic() {
        return embeddings.whyNot() == null;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** The Dice coefficient of the letter triples: forgives endings and small slips. */
    private static double shared(String one, String other) {
        var first = triples(one);
        var second = triples(other);
        if (first.isEmpty() || second.isEmpty()) {
            return 0;
        }
        var both = new HashSet<>(first);
        both.retainAll(second);
        return 2.0 * both.size() / (first.size() + second.size());
    }

    private static Set<String> triples(String text) {
        var triples = new HashSet<String>();
        for (var word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            var framed = "^" + word + "$";
            for (int i = 0; !word.isEmpty() && i + 3 <= framed.length(); i++) {
                triples.add(framed.substring(i, i + 3));
            }
        }
        return triples;
    }
}
