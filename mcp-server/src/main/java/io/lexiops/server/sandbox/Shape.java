package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a value of the API looks like, as far as merging and checking need it. */
sealed interface Shape {

    /** A field of a struct. */
    record Field(Shape shape, boolean required) {}

    /** How the items of a list are told apart when two lists are merged. */
    enum ListKind {
        ATOMIC,
        SET,
        MAP
    }

    /** A single value. */
    record Scalar(String type) implements Shape {}

    /** Anything at all, merged as a whole. */
    record Anything() implements Shape {}

    /**
     * Named fields.
     *
     * @param open whether fields that are not named are kept
     */
    record Struct(String name, Supplier<Map<String, Field>> fields, boolean atomic, boolean open) implements Shape {
        Struct asAtomic() {
            return new Struct(name, fields, true, open);
        }
    }

    /** Free keys. */
    record MapOf(Shape values, boolean atomic) implements Shape {}

    /**
     * A list.
     *
     * @param keys the fields that tell items apart in server-side apply
     * @param patchKey the field that tells items apart in a strategic merge patch, or empty
     * @param patchMerges whether a strategic merge patch merges rather than replaces
     * @param retainKeys whether an item's other fields go when the patch says which to retain
     */
    record ListOf(
            Shape items, ListKind kind, List<String> keys, String patchKey, boolean patchMerges, boolean retainKeys)
            implements Shape {
        public ListOf {
            keys = List.copyOf(keys);
        }
    }
}
