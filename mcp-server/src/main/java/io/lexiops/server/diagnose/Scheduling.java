package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Pods that no node takes, and why. */
final class Scheduling implements Collector {

    private static final String NODE_TROUBLE = "node.kubernetes.io/";

    @Override
    public void collect(Subject subject, Facts facts) {
        var waiting = subject.pods().stream()
                .filter(pod -> unschedulable(pod).isPresent())
                .toList();
        if (waiting.isEmpty() || Rollouts.deadlock(subject).isPresent()) {
            return;
        }
        if (makingRoom(subject, reasons(unschedulable(waiting.getFirst()).orElse("")))) {
            facts.moving(subject.target(), subject.workload() + " waits for a pod of its own to make room");
            return;
        }
        facts.add(fact(subject, waiting));
    }

    // A pod of the same workload that is going away gives back what the new one waits for.
    private static boolean makingRoom(Subject subject, List<String> reasons) {
        return Set.of("resources", "ports", "antiAffinity", "pods").containsAll(reasons)
                && subject.reads().all("pods").stream()
                        .filter(pod -> pod.at("metadata", "deletionTimestamp") != null)
                        .anyMatch(pod -> subject.inventory().top(pod).target().equals(subject.target()));
    }

    /** The scheduler's words about a pod that has no place. */
    static Optional<String> unschedulable(KubernetesObject pod) {
        return pod.objectsAt("status", "conditions").stream()
                .map(KubernetesObject::new)
                .filter(condition -> condition.textAt("", "type").equals("PodScheduled")
                        && condition.textAt("", "status").equals("False")
                        && condition.textAt("", "reason").equals("Unschedulable"))
                .map(condition -> condition.textAt("", "message"))
                .findFirst();
    }

    private static Unschedulable fact(Subject subject, List<KubernetesObject> waiting) {
        var workload = subject.workload();
        var message = unschedulable(waiting.getFirst()).orElse("");
        var nodes = subject.reads().nodes();
        var reasons = reasons(message);
        var podSpec = workload.podSpec();
        var labels = new ArrayList<Unschedulable.WrongLabel>();
        if (reasons.contains("selector") && !nodes.isEmpty()) {
            labels.addAll(new NodeLabels(labels(nodes)).wrong(podSpec, workload.podPath()));
        }
        if (reasons.contains("podAffinity")) {
            labels.addAll(
                    new NodeLabels(labels(subject.reads().all("pods"))).wrongPodAffinity(podSpec, workload.podPath()));
        }
        return new Unschedulable(
                workload.target(),
                workload.editable(),
                reasons,
                Plain.text(message, 400),
                waiting.size(),
                subject.inventory().pods(workload).stream()
                        .filter(pod -> !pod.textAt("", "spec", "nodeName").isEmpty())
                        .count(),
                workload.replicas(),
                labels,
                new Requests(nodes).of(workload, message),
                NodeLabels.taints(nodes, podSpec),
                NodeLabels.nearTolerations(nodes, podSpec, workload.podPath()),
                hostPorts(podSpec),
                !nodes.isEmpty(),
                workload.podPath(),
                waiting.stream().map(KubernetesObject::name).limit(5).toList(),
                subject.revisions().rollback(placedOtherwise(workload)),
                List.of(Evidence.of(waiting.getFirst(), "condition PodScheduled", message)));
    }

    private static List<Map<String, Object>> labels(List<KubernetesObject> objects) {
        return objects.stream()
                .map(object -> object.mapAt("metadata", "labels"))
                .toList();
    }

    /** Whether a revision differs in what the scheduler looks at. */
    private static Predicate<Revision> placedOtherwise(Workload workload) {
        var now = workload.podSpec();
        return revision -> {
            var then = revision.podSpec();
            return List.of(
                                    "nodeSelector",
                                    "affinity",
                                    "tolerations",
                                    "topologySpreadConstraints",
                                    "volumes",
                                    "schedulerName")
                            .stream()
                            .anyMatch(field -> !Objects.equals(then.at(field), now.at(field)))
                    || !placement(then.objectsAt("containers")).equals(placement(now.objectsAt("containers")));
        };
    }

    private static List<List<Object>> placement(List<Map<String, Object>> containers) {
        return containers.stream()
                .map(container -> List.of(
                        Objects.requireNonNullElse(container.get("resources"), ""),
                        Objects.requireNonNullElse(container.get("ports"), "")))
                .toList();
    }

    private static List<Long> hostPorts(KubernetesObject podSpec) {
        return podSpec.objectsAt("containers").stream()
                .map(KubernetesObject::new)
                .flatMap(container -> container.objectsAt("ports").stream())
                .map(port -> port.get("hostPort"))
                .filter(Number.class::isInstance)
                .map(port -> ((Number) port).longValue())
                .toList();
    }

    /** The reasons that the scheduler adds up; what follows on preemption repeats them. */
    static List<String> reasons(String message) {
        int preemption = message.indexOf("preemption:");
        var text = preemption < 0 ? message : message.substring(0, preemption);
        var reasons = new ArrayList<String>();
        add(reasons, "selector", text, "node affinity", "node selector", "match node selector");
        add(reasons, "podAffinity", text, "pod affinity rules");
        add(reasons, "antiAffinity", text, "anti-affinity rules");
        add(reasons, "topology", text, "topology spread");
        add(reasons, "resources", text, "Insufficient ");
        add(reasons, "pods", text, "Too many pods");
        add(reasons, "ports", text, "free ports for the requested pod ports");
        add(
                reasons,
                "volume",
                text,
                "volume node affinity",
                "PersistentVolumeClaim",
                "persistentvolumeclaim",
                "persistent volume");
        add(reasons, "cordoned", text, "were unschedulable");
        if (text.contains("taint")) {
            reasons.add(text.contains(NODE_TROUBLE) ? "nodeTrouble" : "taint");
        }
        if (text.contains("no nodes available") || text.startsWith("0/0 ")) {
            reasons.add("nodeTrouble");
        }
        return reasons.isEmpty() ? List.of("other") : List.copyOf(reasons);
    }

    private static void add(List<String> reasons, String reason, String text, String... signs) {
        if (ImagePulls.any(text, signs)) {
            reasons.add(reason);
        }
    }
}
