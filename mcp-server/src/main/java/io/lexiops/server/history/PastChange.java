package io.lexiops.server.history;

import java.time.Instant;
import java.util.List;

/**
 * A change of an object.
 *
 * @param who    the field manager; empty if nobody can tell
 * @param fields what is known of it, never all fields of a large change
 * @param more   fields that changed besides those
 */
record PastChange(
        Instant at,
        String who,
        String kind,
        String namespace,
        String name,
        What what,
        List<FieldEdit> fields,
        int more) {

    PastChange {
        fields = List.copyOf(fields);
    }

    /** What happened to the object. */
    enum What {
        CREATED,
        CHANGED,
        DELETED
    }
}
