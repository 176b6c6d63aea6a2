package io.lexiops.server.sandbox;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** What controllers ask about pods. */
final class Pods {

    private Pods() {}

    static boolean isReady(JsonNode pod) {
        return Conditions.isTrue(pod.path("status"), "Ready");
    }

    static boolean isAvailable(JsonNode pod, int minReadySeconds, Instant now) {
        return isReady(pod)
                && (minReadySeconds == 0
                        || !readySince(pod, now)
                                .plus(Duration.ofSeconds(minReadySeconds))
                                .isAfter(now));
    }

    static Instant readySince(JsonNode pod, Instant otherwise) {
        return Conditions.find(pod.path("status"), "Ready")
                .map(condition -> Times.parse(condition.path("lastTransitionTime"), otherwise))
                .orElse(otherwise);
    }

    static boolean isTerminating(JsonNode object) {
        return Trees.has(object, "metadata", "deletionTimestamp");
    }

    static boolean isFinished(JsonNode pod) {
        var phase = Trees.text(pod, "status", "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Counts towards the replicas of its controller. */
    static boolean isActive(JsonNode pod) {
        return !isTerminating(pod) && !isFinished(pod);
    }
}
