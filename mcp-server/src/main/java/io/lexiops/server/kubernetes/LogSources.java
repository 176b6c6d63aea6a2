package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the containers whose logs are meant by the name of a pod or a workload. */
final class LogSources {

    private static final int PODS = 20;
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

    Found find(String namespace, String name, @Nullable String kind, @Nullable String container) {
        var pods = kind == null ? anyKind(namespace, name) : pods(namespace, name, kubernetes.type(kind, null));
        var read = pods.stream().limit(PODS).toList();
        var found = read.stream().flatMap(pod -> containers(pod, container)).toList();
        if (found.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.NOT_FOUND,
                    "no container '" + container + "' in " + name,
                    pods.isEmpty()
                            ? name + " has no pods now"
                            : "containers: "
                                    + String.join(
                                            ", ",
                                            pods.stream()
                                                    .flatMap(pod -> PodSpecs.allContainers(pod).stream())
                                                    .map(item -> String.valueOf(item.get("name")))
                                                    .distinct()
                                                    .toList()));
        }
        return new Found(found, read, pods.size(), pods.size() - read.size());
    }

    private List<KubernetesObject> anyKind(String namespace, String name) {
        var pod = new ObjectRef(kubernetes.type("pods", "v1"), namespace, name);
        var found = kubernetes.find(pod);
        if (found.isPresent()) {
            return List.of(found.get());
        }
        for (var words : WORKLOADS) {
            var type = kubernetes.type(words, null);
            if (kubernetes.find(new ObjectRef(type, namespace, name)).isPresent()) {
                return pods(namespace, name, type);
            }
        }
        // Says which pods are near and where the name exists.
        kubernetes.get(pod);
        return List.of();
    }

    private List<KubernetesObject> pods(String namespace, String name, ResourceType type) {
        var object = kubernetes.get(new ObjectRef(type, namespace, name));
        var pods = kubernetes.type("pods", "v1");
        return switch (type.kind()) {
            case "Pod" -> List.of(object);
            case "CronJob" -> {
                var jobs =
                        kubernetes.list(ListQuery.all(kubernetes.type("jobs", "batch/v1"), namespace)).items().stream()
                                .filter(job -> ownedBy(job, object))
                                .toList();
                yield jobs.stream()
                        .flatMap(job -> selected(pods, namespace, job))
                        .toList();
            }
            default -> selected(pods, namespace, object).toList();
        };
    }

    private Stream<KubernetesObject> selected(ResourceType pods, String namespace, KubernetesObject workload) {
        var labels = workload.mapAt("spec", "selector", "matchLabels");
        if (labels.isEmpty()) {
            return Stream.of();
        }
        var selector = labels.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
        return kubernetes.list(ListQuery.selected(pods, namespace, selector)).items().stream();
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
