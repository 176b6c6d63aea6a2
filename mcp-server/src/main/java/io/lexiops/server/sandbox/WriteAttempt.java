package io.lexiops.server.sandbox;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write on its way through defaulting, admission and validation; the object may still be changed.
 *
 * @param subresource empty for the object itself
 */
record WriteAttempt(
        ResourceType type,
        ObjectId id,
        ObjectNode object,
        Optional<ObjectNode> old,
        String subresource,
        Identity identity,
        WriteOptions options) {

    boolean creates(String kind) {
        return old.isEmpty() && type.kind().equals(kind) && !type.isCustom() && subresource.isEmpty();
    }
}
