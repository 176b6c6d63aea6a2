package io.lexiops.server.tool;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name       stable name for the audit trail
 * @param namespaces the namespaces that this caller may touch; empty means all that the server itself allows
 * @param scopes     what the credential is good for; null if it is of a kind without scopes, so that the role alone decides
 */
public record Caller(
        String name,
        Role role,
        Set<String> namespaces,
        @Nullable Set<String> scopes) {

    public Caller {
        namespaces = Set.copyOf(namespaces);
        scopes = scopes == null ? null : Set.copyOf(scopes);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a caller has a name");
        }
    }

    /** A caller whose role alone decides. */
    public Caller(String name, Role role, Set<String> namespaces) {
        this(name, role, namespaces, null);
    }

    /** The same caller with other namespaces. */
    public Caller in(Set<String> others) {
        return new Caller(name, role, others, scopes);
    }
}
