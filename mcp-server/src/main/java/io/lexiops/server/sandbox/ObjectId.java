package io.lexiops.server.sandbox;

import java.util.Comparator;

/**
 * Where an object lies in the store.
 *
 * @param storageKey the resource, qualified by its group
 * @param namespace empty for an object of the whole cluster
 */
record ObjectId(String storageKey, String namespace, String name) implements Comparable<ObjectId> {

    private static final Comparator<ObjectId> ORDER = Comparator.comparing(ObjectId::storageKey)
            .thenComparing(ObjectId::namespace)
            .thenComparing(ObjectId::name);

    @Override
    public int compareTo(ObjectId other) {
        return ORDER.compare(this, other);
    }
}
