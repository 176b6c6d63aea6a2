package io.lexiops.agent.knowledge;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns text into vectors in this process: a small sentence model on ONNX Runtime, both from the class path.
 *
 * <p>Texts are computed one by one. In a batch, the quantised model's rounding would depend on the neighbours, and the
 * same request could then be planned in two ways.
 */
final class OnnxEmbeddingModel implements EmbeddingModel, AutoCloseable {

    /** Names the vectors in the cache; changes with anything that changes them. */
    static final String ID = "all-minilm-l6-v2-q/1";

    static final int DIMENSIONS = 384;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";

    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private static final int MAX_TOKENS = 256;

    private final OrtEnvironment environment;

    private final OrtSession session;

    private final WordPieceTokenizer tokenizer;

    private OnnxEmbeddingModel(OrtEnvironment environment, OrtSession session, WordPieceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
    }

    /**
     * Loads the model; takes about half a second.
     *
     * @throws IOException if the model or the native library is not there or does not load on this machine
     */
    static OnnxEmbeddingModel load() throws IOException {
        try (var options = new OrtSession.SessionOptions()) {
            var environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            var session = environment.createSession(resource(MODEL), options);
            return new OnnxEmbeddingModel(environment, session, new WordPieceTokenizer(vocabulary(), MAX_TOKENS));
        } catch (OrtException e) {
            throw new IOException("the embedding model does not load: " + e.getMessage(), e);
        } catch (LinkageError e) {
            // No native library for this machine, or none that its C library accepts: also for a second attempt.
            throw new IOException("ONNX Runtime does not load here: " + e.getMessage(), e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = OnnxEmbeddingModel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("not on the class path: " + name);
            }
            return in.readAllBytes();
        }
    }

    private static Map<String, Integer> vocabulary() throws IOException {
        try {
            var tokens = JsonMapper.shared()
                    .readTree(resource(TOKENIZER))
                    .path("model")
                    .path("vocab");
            var vocabulary = new HashMap<String, Integer>();
            tokens.properties()
                    .forEach(token ->
                            vocabulary.put(token.getKey(), token.getValue().asInt()));
            return vocabulary;
        } catch (JacksonException e) {
            throw new IOException("not a tokenizer: " + TOKENIZER, e);
        }
    }

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        var embeddings = new ArrayList<Embedding>();
        for (var text : request.getInstructions()) {
            embeddings.add(new Embedding(vector(text), embeddings.size()));
        }
        return new EmbeddingResponse(embeddings);
    }

    @Override
    public float[] embed(Document document) {
        var text = document.getText();
        return vector(text == null ? "" : text);
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    private float[] vector(String text) {
        var ids = tokenizer.encode(text);
        var ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (var tokens = OnnxTensor.createTensor(environment, new long[][] {ids});
                var mask = OnnxTensor.createTensor(environment, new long[][] {ones});
                var types = OnnxTensor.createTensor(environment, new long[][] {new long[ids.length]});
                var result =
                        session.run(Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
            if (!(result.get(0).getValue() instanceof float[][][] states)) {
                throw new IllegalStateException("the embedding model answers in another shape");
            }
            return normalisedMean(List.of(states[0]));
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model failed", e);
        }
    }

    private static float[] normalisedMean(List<float[]> tokens) {
        var mean = new float[DIMENSIONS];
        for (var token : tokens) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += token[i];
            }
        }
        double squares = 0;
        for (var value : mean) {
            squares += (double) value * value;
        }
        // The length of the sum or of the mean: after normalising there is no difference.
        var length = (float) Math.max(Math.sqrt(squares), 1e-12);
        for (int i = 0; i < DIMENSIONS; i++) {
            mean[i] /= length;
        }
        return mean;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model does not close", e);
        }
    }
}
