package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The first of what an object owns, and of what that owns. */
final class OwnedObjects {

    private static final int MOST = 50;
    private static final int PAGE = 250;
    private static final Map<String, List<String>> KINDS = Map.of(
            "Deployment", List.of("replicasets", "pods"),
            "ReplicaSet", List.of("pods"),
            "StatefulSet", List.of("pods"),
            "DaemonSet", List.of("pods"),
            "Job", List.of("pods"),
            "CronJob", List.of("jobs"),
            "Service", List.of("endpoints"));

    private final Kubernetes kubernetes;
    private final BooleanSupplier cancelled;

    OwnedObjects(Kubernetes kubernetes, BooleanSupplier cancelled) {
        this.kubernetes = kubernetes;
        this.cancelled = cancelled;
    }

    List<KubernetesObject> of(KubernetesObject object) {
        var found = new ArrayList<KubernetesObject>();
        Set<String> parents = new HashSet<>(Set.of(object.uid()));
        for (var kind : KINDS.getOrDefault(object.kind(), List.of())) {
            visit(kind, object, child -> {
                var owned = child.objectsAt("metadata", "ownerReferences").stream()
                        .anyMatch(owner -> parents.contains(String.valueOf(owner.get("uid"))));
                var sameName = kind.equals("endpoints") && child.name().equals(object.name());
                if (found.size() < MOST && (owned || sameName)) {
                    found.add(child);
                    parents.add(child.uid());
                }
                return found.size() < MOST;
            });
        }
        return found;
    }

    private void visit(String kind, KubernetesObject object, Predicate<KubernetesObject> visitor) {
        try {
            var type = kubernetes.type(kind, null);
            var selector = LabelSelectors.of(object);
            var query = kind.equals("endpoints")
                    ? new ListQuery(type, object.namespace(), null, "metadata.name=" + object.name(), 1, null)
                    : new ListQuery(type, object.namespace(), selector.isEmpty() ? null : selector, null, PAGE, null);
            AllPages.of(kubernetes, query, cancelled, visitor);
        } catch (ToolFailed e) {
            if (e.code() != ErrorCode.FORBIDDEN) {
                throw e;
            }
            // Children of a kind that is closed are as if they were not there; the object itself may be seen.
        }
    }
}
