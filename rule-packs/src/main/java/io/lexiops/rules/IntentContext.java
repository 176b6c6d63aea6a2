package io.lexiops.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What earlier clauses of the request spoke of.
 *
 * @param names     what "it" and "them" mean
 * @param namespace the namespace that "there" means; null if none was said
 */
record IntentContext(List<IntentName> names, @Nullable String namespace) {

    static final IntentContext NOTHING = new IntentContext(List.of(), null);

    IntentContext {
        names = List.copyOf(names);
    }
}
