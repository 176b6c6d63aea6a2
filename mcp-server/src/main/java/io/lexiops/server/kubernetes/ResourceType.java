package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Set;

/**
 * A resource that the API server serves, as discovery tells.
 *
 * @param apiVersion {@code v1}, {@code apps/v1}
 * @param plural     the name in paths: {@code deployments}
 * @param verbs      what the server supports: {@code get}, {@code list}, ...
 * @param subresources {@code scale}, {@code status}, {@code log}, ...
 */
public record ResourceType(
        String apiVersion,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        boolean namespaced,
        Set<String> verbs,
        Set<String> subresources) {

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        verbs = Set.copyOf(verbs);
        subresources = Set.copyOf(subresources);
    }

    /** The API group; empty for core. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
