package io.lexiops.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Slips of the fingers: words of the grammar are forgiven, names only suggested. */
final class IntentSpelling {

    private static final int MOST_NEAR = 4;

    private IntentSpelling() {}

    /** Letters inserted, left out, replaced or swapped with their neighbour. */
    static int distance(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replace = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[other.length()];
    }

    /** Whether a word of the grammar was meant. Short words are never guessed: one letter makes another word of them. */
    static boolean slip(String said, String word) {
        if (said.length() < 4 || word.length() < 4 || Math.abs(said.length() - word.length()) > 2) {
            return false;
        }
        boolean begins = said.charAt(0) == word.charAt(0)
                || (said.charAt(0) == word.charAt(1) && said.charAt(1) == word.charAt(0));
        int allowed = word.length() >= 8 ? 2 : 1;
        return begins && distance(said, word) <= allowed;
    }

    /** The names that somebody may have meant, nearest first. */
    static List<String> near(String said, Collection<String> names) {
        var lower = said.toLowerCase(Locale.ROOT);
        return names.stream()
                .distinct()
                .filter(name -> nearness(lower, name) != null)
                .sorted(Comparator.<String, Integer>comparing(
                                name -> nearness(lower, name), Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_NEAR)
                .toList();
    }

    private static @Nullable Integer nearness(String said, String name) {
        int allowed = said.length() <= 3 ? 1 : said.length() <= 7 ? 2 : 3;
        int distance = distance(said, name);
        if (distance <= allowed && distance < Math.max(said.length(), name.length())) {
            return distance;
        }
        boolean part = said.length() >= 3
                && (List.of(name.split("[-.]")).contains(said)
                        || name.startsWith(said + "-")
                        || name.endsWith("-" + said)
                        || said.startsWith(name + "-")
                        || said.endsWith("-" + name));
        return part ? 4 : null;
    }
}
