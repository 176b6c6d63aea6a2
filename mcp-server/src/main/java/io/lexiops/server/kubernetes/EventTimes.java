package io.lexiops.server.kubernetes;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** When an event was last seen: there are three fields for it, depending on who wrote it. */
public final class EventTimes {

    /** Newest first. */
    public static final Comparator<KubernetesObject> NEWEST_FIRST = Comparator.<KubernetesObject, String>comparing(
                    event -> String.valueOf(last(event)))
            .reversed();

    private EventTimes() {}

    public static @Nullable Object last(KubernetesObject event) {
        for (var path : new String[][] {
            {"series", "lastObservedTime"}, {"lastTimestamp"}, {"eventTime"}, {"metadata", "creationTimestamp"}
        }) {
            if (event.at(path) instanceof String time) {
                return time;
            }
        }
        return null;
    }
}
