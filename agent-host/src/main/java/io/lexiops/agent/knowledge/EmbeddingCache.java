package io.lexiops.agent.knowledge;

import java.util.Collection;
import java.util.Map;

/** Vectors by the digest of their text, so that a text is embedded once in its life. */
interface EmbeddingCache {

    /** The vectors that are known, by digest. */
    Map<String, float[]> find(String model, Collection<String> digests);

    /** Keeps the vectors; one that is there already stays. */
    void keep(String model, Map<String, float[]> vectors);
}
