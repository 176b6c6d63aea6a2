package io.lexiops.server.sandbox;

/**
 * How a write is to be done.
 *
 * @param fieldValidation what an unknown field means: Strict, Warn (or empty) or Ignore
 */
record WriteOptions(boolean dryRun, String fieldManager, String fieldValidation, boolean force) {

    static WriteOptions by(String manager) {
        return new WriteOptions(false, manager, "Ignore", false);
    }
}
