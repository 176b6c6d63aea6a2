package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.dao.DataAccessException;

/**
 * Vectors of texts, from the cache or from the model, which is loaded when the first one is needed.
 *
 * <p>A model that does not load or fails is not tried again before the next start: search goes on by words.
 */
final class Embeddings {

    private static final Logger log = LoggerFactory.getLogger(Embeddings.class);

    private static final int REMEMBERED = 8_192;

    private final String id;

    private final Loader loader;

    private final EmbeddingCache cache;

    private final Map<String, float[]> recent = Collections.synchronizedMap(new Recent());

    /** Forgets what was not asked for longest. */
    private static final class Recent extends LinkedHashMap<String, float[]> {

        private static final long serialVersionUID = 1L;

        Recent() {
            super(256, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > REMEMBERED;
        }
    }

    private @Nullable EmbeddingModel model;

    private volatile @Nullable String why;

    /** Loads a model when it is needed. */
    interface Loader {
        EmbeddingModel load() throws IOException;
    }

    Embeddings(String id, Loader loader, EmbeddingCache cache) {
        this.id = id;
        this.loader = loader;
        this.cache = cache;
    }

    /** No vectors at all, and why. */
    static Embeddings none(String why) {
        var none = new Embeddings(
                "none",
                () -> {
                    throw new IOException(why);
                },
                new NoCache());
        none.why = why;
        return none;
    }

    String id() {
        return id;
    }

    /** Why there are no vectors; null while there are. */
    @Nullable String whyNot() {
        return why;
    }

    /** The vectors of the texts by text; empty if there is no model. */
    Map<String, float[]> of(Collection<String> texts) {
        if (why != null) {
            return Map.of();
        }
        var vectors = new HashMap<String, float[]>();
        var digests = new LinkedHashMap<String, String>();
        for (var text : new LinkedHashSet<>(texts)) {
            var known = recent.get(text);
            if (known == null) {
                digests.put(digest(text), text);
            } else {
                vectors.put(text, known);
            }
        }
        if (!digests.isEmpty()) {
            var found = cached(digests);
            found.forEach((digest, vector) -> vectors.put(digests.get(digest), vector));
            digests.keySet().removeAll(found.keySet());
            var computed = compute(digests);
            computed.forEach((digest, vector) -> vectors.put(digests.get(digest), vector));
            keep(computed);
        }
        if (why != null) {
            return Map.of();
        }
        recent.putAll(vectors);
        return vectors;
    }

    /** The vector of words that somebody asks with: remembered in memory only. */
    float @Nullable [] ofQuery(String text) {
        var known = recent.get(text);
        if (known != null || why != null) {
            return known;
        }
        var vector = compute(Map.of(text, text)).get(text);
        if (vector != null) {
            recent.put(text, vector);
        }
        return vector;
    }

    private Map<String, float[]> compute(Map<String, String> textsByKey) {
        var computed = new LinkedHashMap<String, float[]>();
        if (textsByKey.isEmpty()) {
            return computed;
        }
        try {
            var loaded = loaded();
            for (var text : textsByKey.entrySet()) {
                computed.put(text.getKey(), loaded.embed(text.getValue()));
            }
        } catch (IOException | IllegalStateException e) {
            why = String.valueOf(e.getMessage());
            log.atWarn().addKeyValue("model", id).setCause(e).log("no embeddings: search goes on by words only");
            computed.clear();
        }
        return computed;
    }

    private synchronized EmbeddingModel loaded() throws IOException {
        var loaded = model;
        if (loaded == null) {
            var reason = why;
            if (reason != null) {
                throw new IOException(reason);
            }
            loaded = loader.load();
            model = loaded;
        }
        return loaded;
    }

    private Map<String, float[]> cached(Map<String, String> digests) {
        try {
            return cache.find(id, new ArrayList<>(digests.keySet()));
        } catch (DataAccessException e) {
            log.atWarn().setCause(e).log("embedding cache not readable: vectors are computed again");
            return Map.of();
        }
    }

    private void keep(Map<String, float[]> computed) {
        try {
            cache.keep(id, computed);
        } catch (DataAccessException e) {
            log.atWarn().setCause(e).log("embedding cache not writable: vectors will be computed again");
        }
    }

    private static String digest(String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps nothing. */
    static final class NoCache implements EmbeddingCache {

        @Override
        public Map<String, float[]> find(String model, Collection<String> digests) {
            return Map.of();
        }

        @Override
        public void keep(String model, Map<String, float[]> vectors) {
            // on purpose
        }
    }

    static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    /** All vectors in the order of the texts, or empty if one is missing. */
    List<float[]> inOrder(List<String> texts) {
        var vectors = of(texts);
        return vectors.isEmpty() ? List.of() : texts.stream().map(vectors::get).toList();
    }
}
