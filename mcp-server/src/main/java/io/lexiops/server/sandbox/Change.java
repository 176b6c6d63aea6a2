package io.lexiops.server.sandbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step in the history of the store.
 *
 * @param before the object as it was, absent when it was created
 * @param object the object as it is, or as it was when it was deleted
 */
record Change(
        Kind kind, long version, ObjectId id, @Nullable ObjectNode before, ObjectNode object) {

    /** What happened. */
    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }
}
