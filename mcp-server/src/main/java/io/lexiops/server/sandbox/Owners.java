package io.lexiops.server.sandbox;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What controllers ask about owners. */
final class Owners {

    private Owners() {}

    static Optional<ObjectId> of(Cluster cluster, JsonNode object, String kind) {
        return Trees.items(object, "metadata", "ownerReferences").stream()
                .filter(reference -> Trees.text(reference, "kind").equals(kind))
                .map(reference ->
                        cluster.id(kind, Trees.text(object, "metadata", "namespace"), Trees.text(reference, "name")))
                .findFirst();
    }
}
