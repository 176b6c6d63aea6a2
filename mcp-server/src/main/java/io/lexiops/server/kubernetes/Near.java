package io.lexiops.server.kubernetes;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that somebody may have meant: those that contain the word or differ by few letters. */
public final class Near {

    private static final int SHOWN = 5;

    private Near() {}

    public static List<String> to(String word, Collection<String> names) {
        var wanted = word.toLowerCase(Locale.ROOT);
        int far = Math.max(2, wanted.length() / 3);
        return names.stream()
                .distinct()
                .filter(name -> name.contains(wanted)
                        || (wanted.length() > 2 && wanted.contains(name) && name.length() > 2)
                        || distance(wanted, name.toLowerCase(Locale.ROOT)) <= far)
                .sorted(Comparator.<String>comparingInt(name -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
    }

    /** Levenshtein's distance, with two rows. */
    public static int distance(String one, String other) {
        var previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            var current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
