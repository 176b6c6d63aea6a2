package io.lexiops.server.history;

import org.jspecify.annotations.Nullable;

/**
 * Whether a watch sees anything.
 *
 * @param namespace where it looks; empty means everywhere
 * @param watching  whether it follows the changes now
 * @param missing   why not; null if it does, or has not begun
 */
record WatchState(
        String namespace, boolean watching, @Nullable String missing) {

    static WatchState starting() {
        return new WatchState("", false, null);
    }

    static WatchState watching(String namespace) {
        return new WatchState(namespace, true, null);
    }

    static WatchState without(String namespace, String why) {
        return new WatchState(namespace, false, why);
    }
}
