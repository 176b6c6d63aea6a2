package io.lexiops.server.tool;

import java.util.Set;

/**
 * Who calls.
 *
 * @param name       stable name for the audit trail
 * @param namespaces the namespaces that this caller may touch; empty means all that the server itself allows
 */
public record Caller(String name, Role role, Set<String> namespaces) {

    public Caller {
        namespaces = Set.copyOf(namespaces);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a caller has a name");
        }
    }
}
