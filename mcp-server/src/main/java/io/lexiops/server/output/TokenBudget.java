package io.lexiops.server.output;

import java.util.Map;

/** How much text a caller wants to read. A token is counted as four characters. */
public record TokenBudget(long maxTokens) {

    public static final long DEFAULT = 4000;
    private static final int CHARACTERS_PER_TOKEN = 4;
    // Whatever else is in an answer: room for a line that says how to go on.
    private static final long LEAST_LEFT = 40;

    public TokenBudget {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("a token budget is at least 1, not " + maxTokens);
        }
    }

    public static long tokensOf(CharSequence text) {
        return (text.length() + CHARACTERS_PER_TOKEN - 1L) / CHARACTERS_PER_TOKEN;
    }

    /** What is left for the text beside the structured part of an answer. */
    public TokenBudget beside(Map<String, Object> structured) {
        long spent = (JsonSize.of(structured) + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
        return new TokenBudget(Math.max(Math.min(LEAST_LEFT, maxTokens), maxTokens - spent));
    }

    public boolean fits(CharSequence text) {
        return tokensOf(text) <= maxTokens;
    }

    public long maxCharacters() {
        return maxTokens > Long.MAX_VALUE / CHARACTERS_PER_TOKEN ? Long.MAX_VALUE : maxTokens * CHARACTERS_PER_TOKEN;
    }
}
