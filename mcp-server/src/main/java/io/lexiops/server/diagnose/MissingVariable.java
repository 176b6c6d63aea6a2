package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable that a program misses.
 *
 * @param name     as its log spells it
 * @param setPath  JSON pointer of the variable with a near name that the container sets; null if there is none
 * @param setName  the near name
 * @param sources  ConfigMaps and Secrets of the namespace with a key of this very name
 * @param envPath  JSON pointer of the container's list of variables
 * @param hasList  whether that list exists
 */
record MissingVariable(
        String name,
        @Nullable String setPath,
        @Nullable String setName,
        List<KeySource> sources,
        @Nullable String envPath,
        boolean hasList) {

    /** One object that has the key; {@code field} is how a variable refers to it. */
    record KeySource(String kind, String name, String field) {}
}
