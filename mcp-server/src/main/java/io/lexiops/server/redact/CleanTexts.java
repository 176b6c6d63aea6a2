package io.lexiops.server.redact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Texts in which nothing was found to hide. The same names, words and whole answers pass again and again, and to search one
 * costs a hundred times as much as to look it up. Only what comes out as it went in is kept, never a secret that was found.
 */
final class CleanTexts {

    // Characters, of all texts together and of one.
    private static final long MOST = 4_000_000;
    private static final int LONGEST = 32_000;
    // What an entry costs beside its characters.
    private static final int ENTRY = 64;

    private final Cache<String, Long> found = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((String text, Long _) -> text.length() + ENTRY)
            .build();

    /** @param knowledge how much was known of secrets when the text was searched; a text counts only for as much */
    void add(String text, long knowledge) {
        if (text.length() <= LONGEST) {
            found.put(text, knowledge);
        }
    }

    boolean contains(String text, long knowledge) {
        var searched = text.length() <= LONGEST ? found.getIfPresent(text) : null;
        return searched != null && searched == knowledge;
    }
}
