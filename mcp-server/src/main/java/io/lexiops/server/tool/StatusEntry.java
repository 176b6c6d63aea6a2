package io.lexiops.server.tool;

/** Something that a package adds to what the {@code status} tool tells, for example {@code grants}. Cheap and current. */
public interface StatusEntry {

    String key();

    /** A JSON tree. */
    Object value();
}
