package io.lexiops.server.diagnose;

import org.jspecify.annotations.Nullable;

/**
 * What to look at.
 *
 * @param kind null means every workload and Service, or with a name whatever has that name
 * @param name null means all of the kind
 */
record Inquiry(
        String namespace, @Nullable String kind, @Nullable String name) {

    @Override
    public String toString() {
        return name == null
                ? (kind == null ? "" : "every " + kind + " of ") + namespace
                : (kind == null ? "" : kind + "/") + name + " in " + namespace;
    }
}
