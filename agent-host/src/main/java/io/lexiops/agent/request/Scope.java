package io.lexiops.agent.request;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request may touch. No namespace means none, never "all".
 *
 * @param cluster    the context that the server is connected to
 * @param namespaces in the order of their names
 * @param preferred  the namespace that words without one mean; null if the operator named none
 */
public record Scope(
        String cluster, Set<String> namespaces, @Nullable String preferred) {

    public Scope {
        namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
        if (cluster.isBlank()) {
            throw new IllegalArgumentException("cluster is blank");
        }
    }

    public boolean allows(String namespace) {
        return namespaces.contains(namespace);
    }
}
