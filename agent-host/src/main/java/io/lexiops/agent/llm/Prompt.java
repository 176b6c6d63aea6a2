package io.lexiops.agent.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What a model is asked.
 *
 * @param instructions what it shall do; only our own words, never text from a cluster
 * @param materials    what it shall do it with: requests, facts, passages; data, whatever they say
 * @param maxTokens    the longest answer
 * @param jsonSchema   the JSON schema that the answer must follow; null for free text
 */
public record Prompt(
        String instructions,
        List<Material> materials,
        int maxTokens,
        @Nullable String jsonSchema) {

    private static final int MAX_ANSWER = 16_000;

    /** English text has about four characters a token; three is on the safe side. */
    private static final int CHARACTERS_A_TOKEN = 3;

    public Prompt {
        materials = List.copyOf(materials);
        if (instructions.isBlank()) {
            throw new IllegalArgumentException("a prompt without instructions");
        }
        if (maxTokens < 1 || maxTokens > MAX_ANSWER) {
            throw new IllegalArgumentException("an answer has 1 to %d tokens, not %d".formatted(MAX_ANSWER, maxTokens));
        }
    }

    /** A careful guess of what the call costs at most. */
    public long expectedTokens() {
        long characters = instructions.length();
        for (var material : materials) {
            characters += material.label().length() + material.text().length();
        }
        return characters / CHARACTERS_A_TOKEN + maxTokens;
    }

    /** The label and the size, never the words. */
    @Override
    public String toString() {
        return "Prompt[%d materials, about %d tokens]".formatted(materials.size(), expectedTokens());
    }

    /** A named piece of data. */
    public record Material(String label, String text) {
        public Material {
            requireNonNull(text, "text");
            if (!label.matches("[a-z][a-z0-9_-]{0,40}")) {
                throw new IllegalArgumentException("a label is one short word in lower case, not " + label);
            }
        }

        @Override
        public String toString() {
            return "Material[%s, %d characters]".formatted(label, text.length());
        }
    }
}
