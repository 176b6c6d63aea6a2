package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.EventTimes;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of a namespace by the object that they are about, newest first. */
final class Events {

    private static final Set<String> FAILURES = Set.of("Failed", "BackOff", "InspectFailed", "ErrImageNeverPull");
    private static final Set<String> DELAYS = Set.of("FailedMount", "FailedScheduling");

    private final Map<String, List<KubernetesObject>> byObject;
    private final InstantSource clock;

    Events(List<KubernetesObject> events, InstantSource clock) {
        this.byObject = events.stream().sorted(EventTimes.NEWEST_FIRST).collect(Collectors.groupingBy(Events::about));
        this.clock = clock;
    }

    /** Those about an object; an object that was made anew under the same name has another uid. */
    List<KubernetesObject> of(KubernetesObject object) {
        return byObject.getOrDefault(object.kind() + "/" + object.name(), List.of()).stream()
                .filter(event ->
                        event.textAt(object.uid(), "involvedObject", "uid").equals(object.uid()))
                .toList();
    }

    List<KubernetesObject> of(KubernetesObject object, String reason) {
        return of(object).stream()
                .filter(event -> event.textAt("", "reason").equals(reason))
                .toList();
    }

    /** Whether pods whose names begin so were seen to fail by what their template says. */
    boolean failed(String podNamePrefix) {
        var reasons = byObject.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("Pod/" + podNamePrefix))
                .flatMap(entry -> entry.getValue().stream())
                .map(event -> event.textAt("", "reason"))
                .collect(Collectors.toSet());
        // A volume or a node that came late is no fault of a template whose containers did start.
        return !Collections.disjoint(reasons, FAILURES)
                || (!reasons.contains("Started") && !Collections.disjoint(reasons, DELAYS));
    }

    Duration age(KubernetesObject event) {
        return age(EventTimes.last(event));
    }

    /** How long ago; a very long time if it is no time. */
    Duration age(@Nullable Object time) {
        return Duration.between(instant(time), clock.instant());
    }

    static Instant instant(@Nullable Object time) {
        try {
            return time instanceof String text ? OffsetDateTime.parse(text).toInstant() : Instant.EPOCH;
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }

    static String message(KubernetesObject event) {
        return event.textAt("", "message");
    }

    private static String about(KubernetesObject event) {
        return event.textAt("", "involvedObject", "kind") + "/" + event.textAt("", "involvedObject", "name");
    }
}
