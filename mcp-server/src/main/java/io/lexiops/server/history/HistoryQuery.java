package io.lexiops.server.history;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes; newest first.
 *
 * @param kinds only these
 * @param name  null means any
 */
record HistoryQuery(
        String context,
        String namespace,
        Set<String> kinds,
        @Nullable String name,
        Instant since,
        Instant until,
        int limit) {

    HistoryQuery {
        kinds = Set.copyOf(kinds);
    }
}
