package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.output.Ages;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who owns whom in a namespace, and which pods and revisions belong to a workload. */
final class Inventory {

    static final List<String> WORKLOADS =
            List.of("deployments", "statefulsets", "daemonsets", "cronjobs", "jobs", "replicasets", "pods");
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final NamespaceReads reads;
    private final Events events;
    private final Clock clock;
    private final Map<String, KubernetesObject> byUid = new LinkedHashMap<>();

    Inventory(NamespaceReads reads, Clock clock) {
        this.reads = reads;
        this.clock = clock;
        this.events = new Events(reads.all("events"), clock);
        WORKLOADS.forEach(plural -> reads.all(plural).forEach(object -> byUid.put(object.uid(), object)));
    }

    NamespaceReads reads() {
        return reads;
    }

    Events events() {
        return events;
    }

    /** Every workload of the namespace that has no owner among the others. */
    List<Workload> workloads() {
        return byUid.values().stream()
                .filter(object -> owner(object).isEmpty())
                .map(this::top)
                .toList();
    }

    /** The workload at the top of an object's chain of owners. */
    Workload top(KubernetesObject object) {
        var current = object;
        while (true) {
            var controller = controller(current);
            if (controller.isEmpty()) {
                return new Workload(current, null);
            }
            var owner = byUid.get(controller.get().textAt("", "uid"));
            if (owner == null) {
                return new Workload(
                        current,
                        controller.get().textAt("", "kind") + "/"
                                + controller.get().textAt("", "name"));
            }
            current = owner;
        }
    }

    /** The pods of a workload, those that are going away left out. */
    List<KubernetesObject> pods(Workload workload) {
        return reads.all("pods").stream()
                .filter(pod -> pod.at("metadata", "deletionTimestamp") == null)
                .filter(pod -> top(pod).object().uid().equals(workload.object().uid()))
                .toList();
    }

    /**
     * The pods that tell how the workload's present template does. While a rollout goes on, the pods of older revisions
     * do not count.
     */
    List<KubernetesObject> currentPods(Workload workload, Revisions revisions) {
        var all = pods(workload);
        return switch (workload.kind()) {
            case "Deployment" -> {
                var serving = serving(workload, revisions);
                yield serving == null
                        ? List.of()
                        : all.stream()
                                .filter(pod -> controller(pod)
                                        .map(owner -> owner.textAt("", "name").equals(serving.name()))
                                        .orElse(false))
                                .toList();
            }
            case "StatefulSet", "DaemonSet" -> {
                var current = revisions.current();
                yield current == null
                        ? all
                        : all.stream().filter(pod -> isOf(pod, current)).toList();
            }
            default -> all;
        };
    }

    static boolean isOf(KubernetesObject pod, Revision revision) {
        var hash = pod.textAt("", "metadata", "labels", "controller-revision-hash");
        return hash.isEmpty() || revision.name().equals(hash) || revision.name().endsWith("-" + hash);
    }

    private static @Nullable Revision serving(Workload workload, Revisions revisions) {
        if (revisions.current() != null) {
            return revisions.current();
        }
        // A paused deployment goes on with the newest revision that was rolled out.
        return workload.paused() && !revisions.all().isEmpty() ? revisions.all().getLast() : null;
    }

    Revisions revisions(Workload workload) {
        var all = (switch (workload.kind()) {
                    case "Deployment" -> owned("replicasets", workload).map(this::replicaSetRevision);
                    case "StatefulSet", "DaemonSet" ->
                        owned("controllerrevisions", workload).map(object -> controllerRevision(workload, object));
                    default -> Stream.<Revision>empty();
                })
                .sorted(Comparator.comparingLong(Revision::number))
                .toList();
        return new Revisions(workload, all, current(workload, all), new Ages(clock));
    }

    private static @Nullable Revision current(Workload workload, List<Revision> all) {
        if (all.isEmpty()) {
            return null;
        }
        return switch (workload.kind()) {
            case "Deployment" -> {
                var template = new KubernetesObject(workload.object().mapAt("spec", "template"));
                yield all.reversed().stream()
                        .filter(revision -> TemplateChanges.same(revision.template(), template))
                        .findFirst()
                        .orElse(null);
            }
            case "StatefulSet" -> {
                var update = workload.object().textAt("", "status", "updateRevision");
                yield all.stream()
                        .filter(revision -> revision.name().equals(update))
                        .findFirst()
                        .orElse(null);
            }
            default -> all.getLast();
        };
    }

    private Revision replicaSetRevision(KubernetesObject set) {
        return new Revision(
                number(set.textAt("0", "metadata", "annotations", REVISION)),
                set.name(),
                new KubernetesObject(set.mapAt("spec", "template")),
                set.textAt("", "metadata", "creationTimestamp"),
                set.numberAt(0, "status", "readyReplicas"),
                events.failed(set.name() + "-"));
    }

    private Revision controllerRevision(Workload workload, KubernetesObject object) {
        var pods = pods(workload).stream()
                .filter(pod ->
                        object.name().endsWith(pod.textAt("?", "metadata", "labels", "controller-revision-hash")))
                .toList();
        return new Revision(
                object.numberAt(0, "revision"),
                object.name(),
                new KubernetesObject(object.mapAt("data", "spec", "template")),
                object.textAt("", "metadata", "creationTimestamp"),
                pods.stream().filter(Inventory::ready).count(),
                pods.stream().anyMatch(pod -> events.failed(pod.name()) && !ready(pod)));
    }

    static boolean ready(KubernetesObject pod) {
        return pod.objectsAt("status", "conditions").stream()
                .anyMatch(condition -> "Ready".equals(condition.get("type")) && "True".equals(condition.get("status")));
    }

    Stream<KubernetesObject> owned(String plural, Workload workload) {
        return reads.all(plural).stream()
                .filter(object -> controller(object)
                        .map(owner ->
                                owner.textAt("", "uid").equals(workload.object().uid()))
                        .orElse(false));
    }

    private Optional<KubernetesObject> owner(KubernetesObject object) {
        return controller(object).map(owner -> byUid.get(owner.textAt("", "uid")));
    }

    static Optional<KubernetesObject> controller(KubernetesObject object) {
        return object.objectsAt("metadata", "ownerReferences").stream()
                .filter(owner -> Boolean.TRUE.equals(owner.get("controller")))
                .map(KubernetesObject::new)
                .filter(owner -> !owner.textAt("", "uid").isEmpty())
                .findFirst();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** The workloads and pods with labels that a selector could mean. */
    Optional<Workload> named(String kind, String name) {
        return byUid.values().stream()
                .filter(object -> object.kind().equals(kind) && object.name().equals(name))
                .findFirst()
                .map(object -> Objects.requireNonNull(top(object)));
    }
}
