package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Workloads of no pods: on purpose, or missed. */
final class ZeroScales implements Collector {

    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "ReplicaSet");
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Pattern APPLIED = Pattern.compile("\"replicas\":\\s?(\\d{1,4})\\b");
    private static final Pattern SCALED =
            Pattern.compile("Scaled (?:up|down) replica set \\S{1,253} to (\\d{1,4})(?: from (\\d{1,4}))?");
    private static final Pattern ON_PURPOSE =
            Pattern.compile("(?i)downscal|scale-?to-?zero|keda|sleep|hibernat|snooze");
    private static final long MOST = 50;

    private record Before(long replicas, String why, Optional<Evidence> evidence) {}

    @Override
    public void collect(Subject subject, Facts facts) {
        var workload = subject.workload();
        if (!KINDS.contains(workload.kind()) || workload.replicas() > 0 || workload.foreignOwner() != null) {
            return;
        }
        var scaler = scaler(subject);
        if (onPurpose(workload) || scaler.filter(one -> minimum(one) == 0).isPresent()) {
            facts.note(workload + " is scaled to zero on purpose");
            return;
        }
        var services = missedBy(subject);
        var before = before(subject, scaler);
        if (services.isEmpty() && before.isEmpty()) {
            facts.note(workload + " is scaled to zero; nothing misses it");
            return;
        }
        var evidence = new ArrayList<Evidence>();
        evidence.add(Evidence.of(workload.object(), "spec.replicas", "0"));
        before.flatMap(Before::evidence).ifPresent(evidence::add);
        facts.add(new ScaledToZero(
                workload.target(),
                before.map(Before::replicas).orElse(1L),
                before.map(Before::why).orElse("nothing tells how many there were; one is the least that works"),
                services,
                evidence));
    }

    private static boolean onPurpose(Workload workload) {
        return workload.object().mapAt("metadata", "annotations").keySet().stream()
                .anyMatch(name -> ON_PURPOSE.matcher(name).find());
    }

    private static Optional<KubernetesObject> scaler(Subject subject) {
        return subject.reads().all("horizontalpodautoscalers").stream()
                .filter(one -> one.textAt("", "spec", "scaleTargetRef", "kind")
                                .equals(subject.workload().kind())
                        && one.textAt("", "spec", "scaleTargetRef", "name")
                                .equals(subject.workload().name()))
                .findFirst();
    }

    private static long minimum(KubernetesObject scaler) {
        return scaler.numberAt(1, "spec", "minReplicas");
    }

    /** The Services whose pods would all be this workload's. */
    private static List<String> missedBy(Subject subject) {
        var pods = subject.reads().all("pods");
        return subject.reads().all("services").stream()
                .filter(service -> Labels.selects(
                        service.mapAt("spec", "selector"), subject.workload().podLabels()))
                .filter(service -> pods.stream()
                        .noneMatch(pod -> Inventory.ready(pod)
                                && pod.at("metadata", "deletionTimestamp") == null
                                && Labels.selects(service.mapAt("spec", "selector"), pod.mapAt("metadata", "labels"))))
                .map(KubernetesObject::name)
                .toList();
    }

    private static Optional<Before> before(Subject subject, Optional<KubernetesObject> scaler) {
        var workload = subject.workload();
        if (scaler.isPresent()) {
            return Optional.of(new Before(
                    minimum(scaler.get()),
                    "the least that HorizontalPodAutoscaler/%s allows; while the number is zero it does nothing"
                            .formatted(scaler.get().name()),
                    Optional.empty()));
        }
        var events = subject.events().of(workload.object(), "ScalingReplicaSet");
        for (var event : events) {
            var number = number(Events.message(event));
            if (number.isPresent()) {
                return Optional.of(new Before(
                        number.getAsLong(),
                        "it had so many before",
                        Optional.of(Evidence.of(workload.object(), "event ScalingReplicaSet", Events.message(event)))));
            }
        }
        var applied = APPLIED.matcher(workload.annotation(LAST_APPLIED));
        if (applied.find() && inRange(Long.parseLong(applied.group(1)))) {
            return Optional.of(
                    new Before(Long.parseLong(applied.group(1)), "it was last applied with so many", Optional.empty()));
        }
        return Optional.empty();
    }

    /** The number before, where the event tells it; else the number that it was scaled to. */
    private static OptionalLong number(String message) {
        var matcher = SCALED.matcher(message);
        if (!matcher.lookingAt()) {
            return OptionalLong.empty();
        }
        long to = Long.parseLong(matcher.group(1));
        long number = to == 0 && matcher.group(2) != null ? Long.parseLong(matcher.group(2)) : to;
        return inRange(number) ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static boolean inRange(long number) {
        return number > 0 && number <= MOST;
    }
}
