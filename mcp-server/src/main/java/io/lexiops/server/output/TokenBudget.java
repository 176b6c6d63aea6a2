package io.lexiops.server.output;

/** How much text a caller wants to read. A token is counted as four characters. */
public record TokenBudget(long maxTokens) {

    public static final long DEFAULT = 4000;
    private static final int CHARACTERS_PER_TOKEN = 4;

    public TokenBudget {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("a token budget is at least 1, not " + maxTokens);
        }
    }

    public static long tokensOf(CharSequence text) {
        return (text.length() + CHARACTERS_PER_TOKEN - 1L) / CHARACTERS_PER_TOKEN;
    }

    public boolean fits(CharSequence text) {
        return tokensOf(text) <= maxTokens;
    }

    public long maxCharacters() {
        return maxTokens > Long.MAX_VALUE / CHARACTERS_PER_TOKEN ? Long.MAX_VALUE : maxTokens * CHARACTERS_PER_TOKEN;
    }
}
