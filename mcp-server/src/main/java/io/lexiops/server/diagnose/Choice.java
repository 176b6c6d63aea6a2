package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which workloads and Services an inquiry is about. What belongs together is looked at together. */
final class Choice {

    private static final List<String> KINDS =
            List.of("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Service", "Pod", "ReplicaSet");

    private final Kubernetes kubernetes;
    private final Inventory inventory;

    Choice(Kubernetes kubernetes, Inventory inventory) {
        this.kubernetes = kubernetes;
        this.inventory = inventory;
    }

    Chosen of(Inquiry inquiry) {
        var kind = inquiry.kind() == null ? null : kind(inquiry.kind());
        if (inquiry.name() == null) {
            return ofMany(inquiry.namespace(), kind);
        }
        var object = object(inquiry.namespace(), kind, inquiry.name());
        var target = new LinkedHashMap<String, Object>();
        target.put("kind", object.kind());
        target.put("namespace", inquiry.namespace());
        target.put("name", object.name());
        if (object.kind().equals("Service")) {
            return new Chosen(target, subjects(backing(object)), List.of(object));
        }
        var workload = inventory.top(object);
        return new Chosen(target, subjects(Stream.of(workload)), services(workload));
    }

    private Chosen ofMany(String namespace, @Nullable String kind) {
        var target = Map.<String, Object>of("namespace", namespace);
        boolean services = kind == null || kind.equals("Service");
        var workloads = inventory.workloads().stream()
                .filter(workload -> kind == null || workload.kind().equals(kind));
        return new Chosen(
                target,
                kind != null && kind.equals("Service") ? subjects(inventory.workloads().stream()) : subjects(workloads),
                services ? inventory.reads().all("services") : List.of());
    }

    private List<Subject> subjects(Stream<Workload> workloads) {
        return workloads.map(workload -> Subject.of(workload, inventory)).toList();
    }

    private String kind(String words) {
        var kind = kubernetes.type(words, null).kind();
        if (!KINDS.contains(kind)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    kind + " cannot be diagnosed",
                    "these can: " + String.join(", ", KINDS) + "; or leave out kind and name for all of the namespace");
        }
        return kind;
    }

    private KubernetesObject object(String namespace, @Nullable String kind, String name) {
        for (var one : kind == null ? KINDS : List.of(kind)) {
            var found = listed(one).stream()
                    .filter(object -> object.name().equals(name))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        // Says which names are near and where the name does exist.
        return kubernetes.get(
                new ObjectRef(kubernetes.type(Objects.requireNonNullElse(kind, "Deployment"), null), namespace, name));
    }

    private List<KubernetesObject> listed(String kind) {
        return inventory.reads().all(kind.toLowerCase(java.util.Locale.ROOT) + "s");
    }

    private Stream<Workload> backing(KubernetesObject service) {
        return inventory.workloads().stream()
                .filter(workload -> Labels.selects(service.mapAt("spec", "selector"), workload.podLabels())
                        || workload.name().equals(service.name()));
    }

    private List<KubernetesObject> services(Workload workload) {
        var found = new ArrayList<KubernetesObject>();
        for (var service : inventory.reads().all("services")) {
            if (Labels.selects(service.mapAt("spec", "selector"), workload.podLabels())
                    || service.name().equals(workload.name())
                    || Labels.meant(service, inventory.workloads())
                            .filter(meant -> meant.workload().target().equals(workload.target()))
                            .isPresent()) {
                found.add(service);
            }
        }
        return found;
    }
}
