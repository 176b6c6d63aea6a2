package io.lexiops.server.diagnose;

/**
 * An image that this cluster has pulled, near to one that it cannot pull.
 *
 * @param usedBy  where it was seen: {@code Deployment/web}, {@code a node}
 * @param running whether a container of it runs now
 */
record KnownImage(String image, String tag, String usedBy, boolean running) {}
