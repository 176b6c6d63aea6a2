package io.lexiops.agent.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** A model in which a text is the bag of its hashed words; remembers what it was asked. */
final class WordEmbeddingModel implements EmbeddingModel {

    final List<String> embedded = new CopyOnWriteArrayList<>();

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        var embeddings = new ArrayList<Embedding>();
        request.getInstructions().forEach(text -> embeddings.add(new Embedding(vector(text), embeddings.size())));
        return new EmbeddingResponse(embeddings);
    }

    @Override
    public float[] embed(Document document) {
        return vector(String.valueOf(document.getText()));
    }

    private float[] vector(String text) {
        embedded.add(text);
        var vector = new float[64];
        for (var word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
            vector[Math.floorMod(word.hashCode(), vector.length)] += 1;
        }
        double length = 0;
        for (var value : vector) {
            length += (double) value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(length);
        }
        return vector;
    }
}
