package io.lexiops.server.tool;

/**
 * One field of what a tool answers to programs; a tool names those that stay as they are.
 *
 * @param always whether every answer has it; not a failure, which has an error instead
 */
public record OutputField(String name, Type type, boolean always) {

    /** The JSON type of a field. */
    public enum Type {
        STRING,
        INTEGER,
        BOOLEAN,
        OBJECT,
        /** An array of strings. */
        STRINGS,
        /** An array of objects. */
        OBJECTS
    }

    public static OutputField always(String name, Type type) {
        return new OutputField(name, type, true);
    }

    public static OutputField sometimes(String name, Type type) {
        return new OutputField(name, type, false);
    }
}
