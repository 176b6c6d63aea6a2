package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How well a selector fits labels. */
final class Labels {

    private static final int NEAR = 2;
    private static final int FAR = 6;

    private Labels() {}

    /** Whether a selector of equalities selects the labels; an empty one selects nothing here. */
    static boolean selects(Map<String, Object> selector, Map<String, Object> labels) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    /**
     * The workload that a selector nearly selects.
     *
     * @param distance  how far off: 0 fits
     * @param mended    the selector as it would be to fit
     */
    record Meant(Workload workload, int distance, Map<String, Object> mended) {}

    /**
     * The one workload that a Service without pods must have been meant for: it has the Service's name, or its labels are
     * nearer to the selector than those of any other.
     */
    static Optional<Meant> meant(KubernetesObject service, List<Workload> workloads) {
        var selector = service.mapAt("spec", "selector");
        if (selector.isEmpty()) {
            return Optional.empty();
        }
        var candidates = new ArrayList<Meant>();
        for (var workload : workloads) {
            var mended = mended(selector, workload);
            boolean named = workload.name().equals(service.name());
            int distance = distance(selector, workload.podLabels()) - (named ? FAR : 0);
            if (!mended.isEmpty() && serves(workload) && distance < FAR * selector.size()) {
                candidates.add(new Meant(workload, distance, mended));
            }
        }
        candidates.sort(Comparator.comparingInt(Meant::distance));
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        boolean alone = candidates.size() == 1
                || candidates.get(1).distance() > candidates.getFirst().distance();
        return alone ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    private static boolean serves(Workload workload) {
        return switch (workload.kind()) {
            case "Job", "CronJob" -> false;
            default -> true;
        };
    }

    private static int distance(Map<String, Object> selector, Map<String, Object> labels) {
        return selector.entrySet().stream()
                .mapToInt(entry -> {
                    var actual = labels.get(entry.getKey());
                    if (actual != null) {
                        return Math.min(FAR, Likely.distance(String.valueOf(actual), String.valueOf(entry.getValue())));
                    }
                    // The right value under another key is nearly right.
                    return labels.values().stream().anyMatch(value -> value.equals(entry.getValue())) ? NEAR : FAR;
                })
                .sum();
    }

    /** The selector with the workload's values; a key that the workload does not have is replaced by a near one, or goes. */
    private static Map<String, Object> mended(Map<String, Object> selector, Workload workload) {
        var labels = workload.podLabels();
        var own = new KubernetesObject(workload.object().content()).mapAt("spec", "selector", "matchLabels");
        var mended = new LinkedHashMap<String, Object>();
        selector.forEach((key, value) -> {
            var actual = labels.get(key);
            if (actual != null) {
                mended.put(key, actual);
                return;
            }
            labels.entrySet().stream()
                    .filter(label ->
                            Likely.distance(label.getKey(), key) <= NEAR || Objects.equals(label.getValue(), value))
                    .min(Comparator.comparingInt(label -> Likely.distance(label.getKey(), key)))
                    .ifPresent(label -> mended.put(label.getKey(), label.getValue()));
        });
        return mended.isEmpty() ? own : mended;
    }
}
