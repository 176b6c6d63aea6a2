package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the containers whose logs are meant by the name of a pod or a workload. */
final class LogSources {

    private static final int PODS = 20;
    private static final int PAGE = 250;
    private static final List<String> WORKLOADS =
            List.of("deployments", "statefulsets", "daemonsets", "jobs", "replicasets", "cronjobs");

    private final Kubernetes kubernetes;

    LogSources(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** One container of one pod. */
    record Source(String pod, String container) {
        @Override
        public String toString() {
            return pod + "/" + container;
        }
    }

    /**
     * What is read.
     *
     * @param read    the pods of the sources
     * @param pods    how many there are
     * @param leftOut how many of them are not read, because they are too many
     */
    record Found(List<Source> sources, List<KubernetesObject> read, int pods, int leftOut) {}

    Found find(
            String namespace,
            String name,
            @Nullable String kind,
            @Nullable String container,
            BooleanSupplier cancelled) {
        var pods = new Pods(namespace, cancelled);
        if (kind == null) {
            anyKind(pods, name);
        } else {
            pods.of(name, kubernetes.type(kind, null));
        }
        var found =
                pods.read.stream().flatMap(pod -> containers(pod, container)).toList();
        if (found.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.NOT_FOUND,
                    container == null ? "no containers in " + name : "no container '" + container + "' in " + name,
                    pods.count == 0
                            ? name + " has no pods now"
                            : "containers: "
                                    + String.join(
                                            ", ",
                                            pods.read.stream()
                                                    .flatMap(pod -> PodSpecs.allContainers(pod).stream())
                                                    .map(item -> String.valueOf(item.get("name")))
                                                    .distinct()
                                                    .toList()));
        }
        return new Found(found, List.copyOf(pods.read), pods.count, pods.count - pods.read.size());
    }

    private void anyKind(Pods pods, String name) {
        var pod = new ObjectRef(kubernetes.type("pods", "v1"), pods.namespace, name);
        var found = kubernetes.find(pod);
        if (found.isPresent()) {
            pods.add(found.get());
            return;
        }
        for (var words : WORKLOADS) {
            var type = kubernetes.type(words, null);
            if (kubernetes.find(new ObjectRef(type, pods.namespace, name)).isPresent()) {
                pods.of(name, type);
                return;
            }
        }
        // Says which pods are near and where the name exists.
        kubernetes.get(pod);
    }

    /** The first pods that were found; the others are only counted. */
    private final class Pods {

        private final String namespace;
        private final BooleanSupplier cancelled;
        private final List<KubernetesObject> read = new ArrayList<>();
        private int count;

        Pods(String namespace, BooleanSupplier cancelled) {
            this.namespace = namespace;
            this.cancelled = cancelled;
        }

        boolean add(KubernetesObject pod) {
            count++;
            if (read.size() < PODS) {
                read.add(pod);
            }
            return true;
        }

        void of(String name, ResourceType type) {
            var object = kubernetes.get(new ObjectRef(type, namespace, name));
            switch (type.kind()) {
                case "Pod" -> add(object);
                case "CronJob" ->
                    all(ListQuery.all(kubernetes.type("jobs", "batch/v1"), namespace), job -> {
                        if (ownedBy(job, object)) {
                            selected(job);
                        }
                        return true;
                    });
                default -> selected(object);
            }
        }

        private void selected(KubernetesObject workload) {
            var selector = LabelSelectors.of(workload);
            if (!selector.isEmpty()) {
                all(ListQuery.selected(kubernetes.type("pods", "v1"), namespace, selector), this::add);
            }
        }

        private void all(ListQuery query, Predicate<KubernetesObject> visitor) {
            AllPages.of(kubernetes, query.inPagesOf(PAGE), cancelled, visitor);
        }
    }

    private static boolean ownedBy(KubernetesObject child, KubernetesObject parent) {
        return child.objectsAt("metadata", "ownerReferences").stream()
                .anyMatch(owner -> Objects.equals(owner.get("uid"), parent.uid()));
    }

    private static Stream<Source> containers(KubernetesObject pod, @Nullable String wanted) {
        var all = wanted == null ? PodSpecs.containers(pod) : PodSpecs.allContainers(pod);
        return all.stream()
                .map((Map<String, Object> item) -> String.valueOf(item.get("name")))
                .filter(name -> wanted == null || wanted.equals(name))
                .map(name -> new Source(pod.name(), name));
    }
}
