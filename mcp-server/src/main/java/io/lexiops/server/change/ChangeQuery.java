package io.lexiops.server.change;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes; null matches everything.
 *
 * @param namespaces only changes of objects in one of these; empty matches everything
 * @param before     only changes with a smaller sequence number, for paging
 */
record ChangeQuery(
        Set<String> namespaces,
        @Nullable String caller,
        @Nullable String caseId,
        @Nullable ChangeState state,
        @Nullable Long before,
        int limit) {

    private static final int MAX_LIMIT = 1000;

    ChangeQuery {
        namespaces = Set.copyOf(namespaces);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a query asks for 1 to " + MAX_LIMIT + " changes, not " + limit);
        }
    }
}
