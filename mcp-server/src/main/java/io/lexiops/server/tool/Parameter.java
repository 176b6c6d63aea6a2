package io.lexiops.server.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a tool.
 *
 * @param description for a model: what it is, with example values
 * @param allowed     the only values, for a {@link Type#STRING}; empty means any
 * @param minimum     for {@link Type#INTEGER}; null means none
 * @param maximum     for {@link Type#INTEGER}; null means none
 */
public record Parameter(
        String name,
        Type type,
        boolean required,
        String description,
        List<String> allowed,
        @Nullable Long minimum,
        @Nullable Long maximum) {

    /** The JSON type of an argument. */
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** An array of strings. */
        STRINGS,
        OBJECT,
        /** Any JSON value, for example a manifest as text or as an object. */
        ANY
    }

    public Parameter {
        allowed = List.copyOf(allowed);
        if (name.isBlank() || description.isBlank()) {
            throw new IllegalArgumentException("a parameter has a name and a description, not '" + name + "'");
        }
    }

    public static Parameter required(String name, Type type, String description) {
        return new Parameter(name, type, true, description, List.of(), null, null);
    }

    public static Parameter optional(String name, Type type, String description) {
        return new Parameter(name, type, false, description, List.of(), null, null);
    }

    public Parameter oneOf(String... values) {
        return new Parameter(name, type, required, description, List.of(values), minimum, maximum);
    }

    public Parameter between(long least, long most) {
        return new Parameter(name, type, required, description, allowed, least, most);
    }
}
