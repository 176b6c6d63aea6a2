package io.lexiops.server.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * One of the served clusters, as it is now.
 *
 * @param server      the address of its API server; empty if its configuration cannot be read
 * @param namespace   where calls without a namespace are meant
 * @param current     whether it is the one that calls mean which name none
 * @param version     of the API server; null if it does not answer
 * @param unavailable why it does not answer; null if it does
 */
public record ContextState(
        String name,
        String server,
        String namespace,
        boolean current,
        @Nullable String version,
        @Nullable String unavailable) {}
