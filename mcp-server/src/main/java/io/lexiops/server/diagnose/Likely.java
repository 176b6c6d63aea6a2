package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.Near;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that somebody meant who wrote another one: few letters differ, or one is a part of the other. */
final class Likely {

    private static final int SHORTEST_PART = 3;

    private Likely() {}

    static List<String> meant(String written, Collection<String> names) {
        return names.stream()
                .distinct()
                .filter(name -> !name.equals(written) && likely(written, name))
                .sorted(Comparator.<String>comparingInt(name -> distance(written, name))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    static boolean likely(String written, String name) {
        int shorter = Math.min(written.length(), name.length());
        int most = shorter <= 2 ? 0 : shorter <= 4 ? 1 : Math.max(2, shorter / 3);
        return distance(written, name) <= most
                || (shorter >= SHORTEST_PART && (written.contains(name) || name.contains(written)));
    }

    /** Levenshtein's distance, in which two neighbours that changed places are one error. */
    static int distance(String one, String other) {
        for (int i = 0; i + 1 < one.length(); i++) {
            var swapped = one.substring(0, i) + one.charAt(i + 1) + one.charAt(i) + one.substring(i + 2);
            if (swapped.equals(other)) {
                return 1;
            }
        }
        return Near.distance(one, other);
    }
}
