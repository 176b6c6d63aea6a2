package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a deletion takes along, and what is left without it. */
final class Dependents {

    private static final int NAMED = 5;
    private static final Map<String, List<String>> OWNED = Map.of(
            "Deployment", List.of("replicasets", "pods"),
            "ReplicaSet", List.of("pods"),
            "StatefulSet", List.of("pods"),
            "DaemonSet", List.of("pods"),
            "Job", List.of("pods"),
            "CronJob", List.of("jobs", "pods"));

    /** The fields of a pod spec that name another object. */
    private static final Map<String, Set<String>> REFERENCES = Map.of(
            "ConfigMap", Set.of("configMap", "configMapRef", "configMapKeyRef"),
            "Secret", Set.of("secretName", "secret", "secretRef", "secretKeyRef", "imagePullSecrets"),
            "PersistentVolumeClaim", Set.of("claimName"),
            "ServiceAccount", Set.of("serviceAccountName"));

    private final Kubernetes kubernetes;

    Dependents(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** One line for each matter. */
    List<String> of(KubernetesObject object) {
        var lines = new ArrayList<String>();
        var name = object.kind() + "/" + object.name();
        if (object.kind().equals("Namespace")) {
            lines.add("everything in the namespace " + object.name() + " goes with it and cannot be brought back: "
                    + new NamespaceContents(kubernetes).words(object.name()));
            return lines;
        }
        // What goes with it comes first: that is what a person must not miss.
        owned(lines, name, object);
        ObjectOwners.controller(object)
                .ifPresent(owner -> lines.add(name + " belongs to " + owner.name() + ", which makes a new one"));
        if (object.kind().equals("PersistentVolumeClaim")) {
            lines.add(name + ": the data of the volume may go with it; undo brings back the claim, not the data");
        }
        if (OWNED.containsKey(object.kind())) {
            usersOfPods(lines, object);
        }
        if (object.kind().equals("Service")) {
            var serviceFields = Set.of("serviceName", "service");
            users(lines, "ingresses", object, one -> mentions(one.mapAt("spec"), serviceFields, object.name()), name);
        }
        var fields = REFERENCES.get(object.kind());
        if (fields != null) {
            for (var kind : List.of("deployments", "statefulsets", "daemonsets", "cronjobs")) {
                users(lines, kind, object, one -> mentions(PodSpecs.of(one).content(), fields, object.name()), name);
            }
        }
        return lines;
    }

    private void owned(List<String> lines, String name, KubernetesObject object) {
        var parents = new HashSet<>(Set.of(object.uid()));
        for (var kind : OWNED.getOrDefault(object.kind(), List.of())) {
            var children = list(lines, kind, object, child -> isOwned(child, parents));
            children.forEach(child -> parents.add(child.uid()));
            if (!children.isEmpty()) {
                lines.add("with " + name + " go " + children.size() + " " + kind + ": " + names(children));
            }
        }
    }

    private void usersOfPods(List<String> lines, KubernetesObject workload) {
        var name = workload.kind() + "/" + workload.name();
        var labels = PodSpecs.templateMetadata(workload).mapAt("labels");
        users(
                lines,
                "services",
                workload,
                service -> LabelSelectors.matches(service.mapAt("spec", "selector"), labels),
                name);
        users(
                lines,
                "horizontalpodautoscalers",
                workload,
                autoscaler ->
                        autoscaler.textAt("", "spec", "scaleTargetRef", "kind").equals(workload.kind())
                                && autoscaler
                                        .textAt("", "spec", "scaleTargetRef", "name")
                                        .equals(workload.name()),
                name);
        users(
                lines,
                "poddisruptionbudgets",
                workload,
                budget -> LabelSelectors.matches(budget.mapAt("spec", "selector", "matchLabels"), labels),
                name);
    }

    private void users(
            List<String> lines, String kind, KubernetesObject object, Predicate<KubernetesObject> uses, String name) {
        var users = list(lines, kind, object, uses);
        if (!users.isEmpty()) {
            lines.add("%s: still used by %s".formatted(name, names(users)));
        }
    }

    private List<KubernetesObject> list(
            List<String> lines, String kind, KubernetesObject object, Predicate<KubernetesObject> wanted) {
        try {
            return kubernetes.list(ListQuery.all(kubernetes.type(kind, null), object.namespace())).items().stream()
                    .filter(wanted)
                    .toList();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                lines.add("whether " + kind + " depend on it could not be seen: " + e.getMessage());
                return List.of();
            }
            if (e.code() == ErrorCode.NOT_FOUND) {
                // The cluster has no such kind.
                return List.of();
            }
            throw e;
        }
    }

    private static boolean isOwned(KubernetesObject child, Set<String> parents) {
        return child.objectsAt("metadata", "ownerReferences").stream()
                .anyMatch(owner -> parents.contains(String.valueOf(owner.get("uid"))));
    }

    /** Whether a tree has the name in a field that refers to such an object, or as the name below one. */
    private static boolean mentions(Object tree, Set<String> fields, String name) {
        return switch (tree) {
            case Map<?, ?> map ->
                map.entrySet().stream().anyMatch(entry -> {
                    var value = entry.getValue();
                    boolean refers = fields.contains(String.valueOf(entry.getKey())) && isNamed(value, name);
                    return refers || (value != null && mentions(value, fields, name));
                });
            case List<?> list -> list.stream().anyMatch(item -> item != null && mentions(item, fields, name));
            default -> false;
        };
    }

    private static boolean isNamed(@Nullable Object value, String name) {
        return switch (value) {
            case Map<?, ?> map -> name.equals(map.get("name"));
            case List<?> list -> list.stream().anyMatch(item -> isNamed(item, name));
            case null, default -> name.equals(value);
        };
    }

    private static String names(List<KubernetesObject> objects) {
        var shown = String.join(
                ", ",
                objects.stream()
                        .limit(NAMED)
                        .map(one -> one.kind() + "/" + one.name())
                        .toList());
        return objects.size() <= NAMED ? shown : shown + " and " + (objects.size() - NAMED) + " more";
    }
}
