package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pods whose template names a scheduler or a node that is not there: nobody says anything about them. */
final class Placements implements Collector {

    private static final String USUAL = "default-scheduler";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Override
    public void collect(Subject subject, Facts facts) {
        subject.pods().stream()
                .filter(pod -> pod.textAt("", "status", "phase").equals("Pending"))
                .filter(pod -> subject.events()
                                .age(pod.textAt("", "metadata", "creationTimestamp"))
                                .compareTo(PATIENCE)
                        > 0)
                .flatMap(pod -> fact(subject, pod).stream())
                .findFirst()
                .ifPresent(facts::add);
    }

    private static Optional<Placement> fact(Subject subject, KubernetesObject pod) {
        var scheduler = pod.textAt(USUAL, "spec", "schedulerName");
        var node = pod.textAt("", "spec", "nodeName");
        if (node.isEmpty()
                && !scheduler.equals(USUAL)
                && pod.objectsAt("status", "conditions").isEmpty()) {
            return Optional.of(fact(subject, pod, "schedulerName", scheduler, List.of(USUAL)));
        }
        var nodes = node.isEmpty()
                        || !pod.objectsAt("status", "containerStatuses").isEmpty()
                ? List.<String>of()
                : subject.reads().nodes().stream().map(KubernetesObject::name).toList();
        return nodes.isEmpty() || nodes.contains(node)
                ? Optional.empty()
                : Optional.of(fact(subject, pod, "nodeName", node, Likely.meant(node, nodes)));
    }

    private static Placement fact(
            Subject subject, KubernetesObject pod, String field, String value, List<String> near) {
        var workload = subject.workload();
        @Nullable String path = workload.podSpec().at(field) == null ? null : workload.podPath() + "/" + field;
        return new Placement(
                workload.target(),
                workload.editable(),
                field,
                value,
                near,
                path,
                List.of(pod.name()),
                subject.revisions()
                        .rollback(revision -> !value.equals(revision.podSpec().at(field))),
                List.of(Evidence.of(pod, "spec." + field, value + "; the pod waits and nobody has looked at it")));
    }
}
