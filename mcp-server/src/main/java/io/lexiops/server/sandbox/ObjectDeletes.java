package io.lexiops.server.sandbox;

import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes: at once, or by marking what still has finalizers, dependents or running containers. */
final class ObjectDeletes {

    /** What is left after the call. */
    record Deletion(ObjectNode object, boolean gone) {}

    private final ObjectStore store;
    private final ObjectWrites writes;
    private final Clock clock;

    ObjectDeletes(ObjectStore store, ObjectWrites writes, Clock clock) {
        this.store = store;
        this.writes = writes;
        this.clock = clock;
    }

    Deletion delete(ResourceType type, ObjectId id, JsonNode options, WriteOptions write, Identity identity) {
        return store.atomically(() -> {
            var old = store.find(id).orElseThrow(() -> ApiFailure.notFound(type.group(), type.plural(), id.name()));
            checkPreconditions(type, id, old, options.path("preconditions"));
            var marked = Trees.copy(old);
            addPropagation(marked, Trees.text(options, "propagationPolicy"), Trees.at(options, "orphanDependents"));
            int grace = grace(type, old, options);
            boolean waits = grace > 0
                    || !Trees.items(marked, "metadata", "finalizers").isEmpty()
                    || (type.storageKey().equals("namespaces")
                            && !Trees.items(old, "spec", "finalizers").isEmpty());
            if (!waits) {
                if (!write.dryRun()) {
                    store.remove(id);
                }
                return new Deletion(old, true);
            }
            var metadata = Trees.child(marked, "metadata");
            if (!metadata.has("deletionTimestamp")
                    || grace < Trees.number(0, old, "metadata", "deletionGracePeriodSeconds")) {
                metadata.put("deletionTimestamp", Times.text(clock.instant().plus(Duration.ofSeconds(grace))));
                metadata.put("deletionGracePeriodSeconds", grace);
            }
            if (type.storageKey().equals("namespaces")) {
                Trees.child(marked, "status").put("phase", "Terminating");
            }
            return new Deletion(writes.update(type, id, "deletion", write, identity, _ -> marked), false);
        });
    }

    private static int grace(ResourceType type, ObjectNode pod, JsonNode options) {
        if (!type.storageKey().equals("pods")) {
            return 0;
        }
        var phase = Trees.text(pod, "status", "phase");
        if (Trees.text(pod, "spec", "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        int own = Trees.number(30, pod, "spec", "terminationGracePeriodSeconds");
        return Math.max(0, Trees.number(own, options, "gracePeriodSeconds"));
    }

    private static void addPropagation(ObjectNode object, String policy, JsonNode orphanDependents) {
        var finalizer = policy.equals("Foreground")
                ? "foregroundDeletion"
                : policy.equals("Orphan") || orphanDependents.asBoolean(false) ? "orphan" : "";
        var metadata = Trees.child(object, "metadata");
        if (!finalizer.isEmpty() && !Trees.texts(metadata, "finalizers").contains(finalizer)) {
            Trees.list(metadata, "finalizers").add(finalizer);
        }
    }

    private static void checkPreconditions(ResourceType type, ObjectId id, ObjectNode old, JsonNode preconditions) {
        demand(type, id, old, preconditions, "uid", "UID", "deleted and then recreated");
        demand(type, id, old, preconditions, "resourceVersion", "ResourceVersion", "modified");
    }

    private static void demand(
            ResourceType type,
            ObjectId id,
            ObjectNode old,
            JsonNode preconditions,
            String field,
            String word,
            String how) {
        var wanted = Trees.text(preconditions, field);
        var actual = Trees.text(old, "metadata", field);
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            throw ApiFailure.conflict(
                    type.group(),
                    type.kind(),
                    id.name(),
                    "the %s in the precondition (%s) does not match the %s in record (%s). The object might have been %s"
                            .formatted(word, wanted, word, actual, how));
        }
    }
}
