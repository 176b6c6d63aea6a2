package io.lexiops.server.diagnose;

/**
 * Something observed, with all that a fix needs, as data for the cause rules. The rules know it by its type, the name of
 * the record with a small first letter, and read its components; a component that is null is absent for them.
 */
interface Fact {

    default String type() {
        var name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
