package io.lexiops.agent.knowledge;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The cache in the table {@code embedding_cache}. */
final class JdbcEmbeddingCache implements EmbeddingCache {

    private static final int AT_ONCE = 200;

    private final JdbcClient jdbc;

    JdbcEmbeddingCache(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, float[]> find(String model, Collection<String> digests) {
        var found = new HashMap<String, float[]>();
        var all = List.copyOf(digests);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            jdbc.sql("select digest, vector from embedding_cache where model = :model and digest in (:digests)")
                    .param("model", model)
                    .param("digests", new ArrayList<>(all.subList(from, Math.min(from + AT_ONCE, all.size()))))
                    .query(row -> {
                        found.put(row.getString("digest"), floats(row.getBytes("vector")));
                    });
        }
        return found;
    }

    @Override
    public void keep(String model, Map<String, float[]> vectors) {
        vectors.forEach((digest, vector) -> {
            try {
                jdbc.sql("insert into embedding_cache (model, digest, vector) values (:model, :digest, :vector)")
                        .param("model", model)
                        .param("digest", digest)
                        .param("vector", bytes(vector))
                        .update();
            } catch (DuplicateKeyException e) {
                // Somebody embedded the same text at the same time; the vectors are equal.
                return;
            }
        });
    }

    private static byte[] bytes(float[] vector) {
        var buffer = ByteBuffer.allocate(vector.length * Float.BYTES);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        var vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
        return vector;
    }
}
