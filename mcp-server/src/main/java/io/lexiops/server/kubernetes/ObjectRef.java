package io.lexiops.server.kubernetes;

import io.lexiops.server.output.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Names one object.
 *
 * @param namespace null for a cluster-scoped type
 */
public record ObjectRef(ResourceType type, @Nullable String namespace, String name) {

    @Override
    public String toString() {
        return OneLine.of(type.kind() + "/" + name + (namespace == null ? "" : " in " + namespace));
    }
}
