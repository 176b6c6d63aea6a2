package io.lexiops.server.history;

/**
 * What one watch looks at.
 *
 * @param namespace empty means all namespaces
 */
record WatchedPlace(String context, String namespace, String kind) {}
