package io.lexiops.server.sandbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Every way in which an object gets into the store: create and update, with all that the server does on the way. */
final class ObjectWrites {

    /** Letters that can't form a word, as the server uses them in generated names. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private final ObjectStore store;
    private final ResourceCatalog catalog;
    private final Schema schema;
    private final Admission defaults;
    private final List<Admission> steps;
    private final Clock clock;

    /**
     * @param defaults what the writer counts as having written himself
     * @param steps admission and validation, in this order; what they fill in belongs to nobody
     */
    ObjectWrites(
            ObjectStore store,
            ResourceCatalog catalog,
            Schema schema,
            Admission defaults,
            List<Admission> steps,
            Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.schema = schema;
        this.defaults = defaults;
        this.steps = List.copyOf(steps);
        this.clock = clock;
    }

    /** The type in the version in which its objects are stored. */
    ResourceType stored(ResourceType served) {
        return served.isCustom() ? served : catalog.builtIn(served.kind());
    }

    ObjectNode create(
            ResourceType served, String namespace, ObjectNode given, WriteOptions options, Identity identity) {
        var type = stored(served);
        var object = Trees.copy(ResourceReads.as(type, given));
        var metadata = Trees.child(object, "metadata");
        if (!Trees.text(metadata, "resourceVersion").isEmpty()) {
            throw ApiFailure.plain("resourceVersion should not be set on objects to be created");
        }
        var id = identify(type, namespace, metadata);
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Times.text(clock.instant()));
        if (hasGeneration(type)) {
            metadata.put("generation", 1);
        }
        if (type.subresources().contains("status") && !keepsStatusOnCreate(type)) {
            object.remove("status");
        }
        return store.atomically(() -> {
            var attempt = new WriteAttempt(type, id, object, Optional.empty(), "", identity, options);
            defaults.admit(attempt);
            if (!alreadyTracked(object)) {
                var manager = manager(type, options, "");
                ManagedFields.track(Optional.empty(), object, schema.of(type), manager, clock.instant());
            }
            steps.forEach(step -> step.admit(attempt));
            if (store.find(id).isPresent()) {
                throw ApiFailure.alreadyExists(type.group(), type.plural(), id.name());
            }
            return options.dryRun() ? object : store.put(id, object);
        });
    }

    private static boolean alreadyTracked(ObjectNode object) {
        return !Trees.items(object, "metadata", "managedFields").isEmpty();
    }

    private static boolean keepsStatusOnCreate(ResourceType type) {
        return type.kind().equals("Node") || type.kind().equals("Namespace");
    }

    static boolean hasGeneration(ResourceType type) {
        return type.isCustom()
                || (type.model().startsWith("V")
                        && type.subresources().contains("status")
                        && !List.of(
                                        "Namespace",
                                        "Service",
                                        "Node",
                                        "PersistentVolume",
                                        "PersistentVolumeClaim",
                                        "ResourceQuota")
                                .contains(type.kind()))
                || List.of(
                                "NetworkPolicy",
                                "EndpointSlice",
                                "IngressClass",
                                "MutatingWebhookConfiguration",
                                "ValidatingWebhookConfiguration")
                        .contains(type.kind());
    }

    private ObjectId identify(ResourceType type, String namespace, ObjectNode metadata) {
        if (type.namespaced()) {
            var inBody = Trees.text(metadata, "namespace");
            if (!inBody.isEmpty() && !inBody.equals(namespace)) {
                throw ApiFailure.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        if (Trees.text(metadata, "name").isEmpty()
                && !Trees.text(metadata, "generateName").isEmpty()) {
            metadata.put("name", generated(Trees.text(metadata, "generateName")));
        }
        return new ObjectId(type.storageKey(), type.namespaced() ? namespace : "", Trees.text(metadata, "name"));
    }

    static String generated(String prefix) {
        var random = RandomGenerator.getDefault();
        var name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), 58)));
        for (int i = 0; i < 5; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    ManagedFields.Manager manager(ResourceType type, WriteOptions options, String subresource) {
        return new ManagedFields.Manager(options.fieldManager(), "Update", type.apiVersion(), subresource);
    }

    /** Replaces the object by what the change makes of it. The change gets a copy that it may alter. */
    ObjectNode update(
            ResourceType served,
            ObjectId id,
            String subresource,
            WriteOptions options,
            Identity identity,
            UnaryOperator<ObjectNode> change) {
        var type = stored(served);
        return store.atomically(() -> {
            var old = store.find(id).orElseThrow(() -> ApiFailure.notFound(type.group(), type.plural(), id.name()));
            var changed = ResourceReads.as(type, change.apply(Trees.copy(old)));
            var object = combine(type, old, changed, subresource);
            checkPreconditions(type, id, old, changed);
            var attempt = new WriteAttempt(type, id, object, Optional.of(old), subresource, identity, options);
            defaults.admit(attempt);
            boolean applied = isApplied(old, object);
            if (!applied) {
                ManagedFields.track(
                        Optional.of(old),
                        object,
                        schema.of(type),
                        manager(type, options, subresource),
                        clock.instant());
            }
            steps.forEach(step -> step.admit(attempt));
            if (hasGeneration(type) && !subresource.equals("status") && !sameSpec(old, object)) {
                Trees.child(object, "metadata").put("generation", Trees.number(1, old, "metadata", "generation") + 1);
            }
            if (sameButVersion(old, object) && (!applied || sameOwnership(old, object))) {
                return old;
            }
            if (options.dryRun()) {
                return object;
            }
            if (isFinished(object)) {
                store.remove(id);
                return object;
            }
            return store.put(id, object);
        });
    }

    private static boolean isFinished(ObjectNode object) {
        return Trees.has(object, "metadata", "deletionTimestamp")
                && Trees.number(0, object, "metadata", "deletionGracePeriodSeconds") == 0
                && Trees.items(object, "metadata", "finalizers").isEmpty()
                && Trees.items(object, "spec", "finalizers").isEmpty();
    }

    /** An apply has set the managers itself. */
    private static boolean isApplied(ObjectNode old, ObjectNode object) {
        var before = Trees.at(old, "metadata", "managedFields");
        var after = Trees.at(object, "metadata", "managedFields");
        return !after.isMissingNode() && !after.isEmpty() && !Trees.same(before, after);
    }

    private static boolean sameButVersion(ObjectNode old, ObjectNode object) {
        var left = Trees.copy(old);
        var right = Trees.copy(object);
        for (var side : List.of(left, right)) {
            Trees.child(side, "metadata").remove("managedFields");
            Trees.child(side, "metadata").remove("resourceVersion");
        }
        return Trees.same(left, right);
    }

    private static boolean sameOwnership(ObjectNode old, ObjectNode object) {
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        ManagedFields.read(old)
                .forEach(entry -> before.add(
                        entry.manager() + FieldPaths.write(entry.fields()).toString()));
        ManagedFields.read(object)
                .forEach(entry -> after.add(
                        entry.manager() + FieldPaths.write(entry.fields()).toString()));
        return before.equals(after);
    }

    private static boolean sameSpec(ObjectNode old, ObjectNode object) {
        var left = Trees.copy(old);
        var right = Trees.copy(object);
        left.remove(List.of("metadata", "status"));
        right.remove(List.of("metadata", "status"));
        boolean deletionBegan =
                Trees.has(object, "metadata", "deletionTimestamp") && !Trees.has(old, "metadata", "deletionTimestamp");
        return Trees.same(left, right) && !deletionBegan;
    }

    /** Only the part that the subresource is about is taken from the change. */
    private static ObjectNode combine(ResourceType type, ObjectNode old, ObjectNode changed, String subresource) {
        ObjectNode object;
        if (subresource.equals("status")) {
            object = Trees.copy(old);
            if (changed.has("status")) {
                object.set("status", changed.path("status"));
            } else {
                object.remove("status");
            }
            var managers = Trees.at(changed, "metadata", "managedFields");
            if (!managers.isMissingNode()) {
                Trees.child(object, "metadata").set("managedFields", managers);
            }
        } else {
            object = changed;
            if (type.subresources().contains("status") && subresource.isEmpty()) {
                if (old.has("status")) {
                    object.set("status", old.path("status"));
                } else {
                    object.remove("status");
                }
            }
        }
        var metadata = Trees.child(object, "metadata");
        for (var kept : List.of(
                "uid",
                "creationTimestamp",
                "generation",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "namespace")) {
            var value = Trees.at(old, "metadata", kept);
            if (kept.startsWith("deletion") && metadata.has(kept) && subresource.equals("deletion")) {
                continue;
            }
            if (value.isMissingNode()) {
                metadata.remove(kept);
            } else {
                metadata.set(kept, value);
            }
        }
        if (!metadata.has("managedFields") && Trees.has(old, "metadata", "managedFields")) {
            metadata.set("managedFields", Trees.at(old, "metadata", "managedFields"));
        }
        object.put("apiVersion", Trees.text(old, "apiVersion")).put("kind", Trees.text(old, "kind"));
        return object;
    }

    private static void checkPreconditions(ResourceType type, ObjectId id, ObjectNode old, ObjectNode changed) {
        var wanted = Trees.text(changed, "metadata", "resourceVersion");
        if (!wanted.isEmpty() && !wanted.equals(Trees.text(old, "metadata", "resourceVersion"))) {
            throw ApiFailure.conflict(
                    type.group(),
                    type.plural(),
                    id.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }
}
