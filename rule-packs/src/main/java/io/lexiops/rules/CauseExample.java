package io.lexiops.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts that show a cause, or do not.
 *
 * @param says  what the first match must say; empty if that does not matter
 * @param fixes the names of its fixes in order; null if they do not matter
 */
record CauseExample(
        String name,
        int line,
        int column,
        FactsByType facts,
        boolean matches,
        String says,
        @Nullable List<String> fixes) {}
