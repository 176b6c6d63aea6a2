package io.lexiops.server.history;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as a watch has seen it.
 *
 * @param seen    when; a deleted object's deletion
 * @param writers who wrote it
 * @param fields  what is wanted of it, see {@link CompactState}
 */
record SeenObject(
        String uid, String namespace, String name, Instant seen, List<Writer> writers, Map<String, KeptValue> fields) {

    SeenObject {
        writers = List.copyOf(writers);
        fields = Map.copyOf(fields);
    }

    static SeenObject of(KubernetesObject object, Map<String, KeptValue> fields, Instant now) {
        var namespace = object.namespace();
        return new SeenObject(
                object.uid(), namespace == null ? "" : namespace, object.name(), now, Writer.of(object), fields);
    }

    /** The same object, gone at this time; who deleted it is not told. */
    static SeenObject gone(KubernetesObject object, Instant now) {
        var at = time(object.at("metadata", "deletionTimestamp")).orElse(now);
        return of(object, Map.of(), at).withoutWriters();
    }

    private SeenObject withoutWriters() {
        return new SeenObject(uid, namespace, name, seen, List.of(), fields);
    }

    /** A time as the API writes it; empty for anything else. */
    static Optional<Instant> time(@Nullable Object value) {
        try {
            return value instanceof String text
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException _) {
            // What is no time tells none.
            return Optional.empty();
        }
    }
}
