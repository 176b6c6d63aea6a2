package io.lexiops.rules;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What earlier clauses of the request spoke of.
 *
 * @param names     what "it" and "them" mean
 * @param namespace the namespace that "there" means; null if none was said
 * @param grammar   the words of all intents, which are no names unless an object is called so
 */
record IntentContext(List<IntentName> names, @Nullable String namespace, Set<String> grammar) {

    IntentContext {
        names = List.copyOf(names);
    }
}
