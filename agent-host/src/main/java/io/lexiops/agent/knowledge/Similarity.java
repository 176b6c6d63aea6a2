package io.lexiops.agent.knowledge;

import java.util.List;

/** Says how near texts are in meaning, without a language model. */
public interface Similarity {

    /**
     * Scores each candidate against the text.
     *
     * <p>Deterministic: the same text and candidate always give the same score, whatever stands beside them.
     *
     * @return one score for each candidate, in their order; 1 is the same meaning, 0 or less is unrelated. With the
     *     built-in embedding model, paraphrases score above 0.6 and unrelated sentences below 0.3
     */
    List<Double> scores(String text, List<String> candidates);

    /** Whether scores come from an embedding model; otherwise they only count shared words and letters. */
    boolean semantic();
}
