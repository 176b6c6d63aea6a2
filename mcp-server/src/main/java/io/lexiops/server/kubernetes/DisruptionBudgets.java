package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The disruption budgets of the moment; read once for each namespace. */
final class DisruptionBudgets {

    private final Kubernetes kubernetes;
    private final Map<String, List<KubernetesObject>> byNamespace = new HashMap<>();

    DisruptionBudgets(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** The budget that allows no eviction of the pod now, in words; empty if none stands in the way. */
    Optional<String> against(KubernetesObject pod) {
        return of(String.valueOf(pod.namespace())).stream()
                .filter(budget -> budget.numberAt(0, "status", "disruptionsAllowed") == 0)
                .filter(budget -> LabelSelectors.selects(
                        new KubernetesObject(budget.mapAt("spec", "selector")), pod.mapAt("metadata", "labels")))
                .findFirst()
                .map(budget -> "PodDisruptionBudget/%s (%d of %d pods are healthy, and it wants %d)"
                        .formatted(
                                budget.name(),
                                budget.numberAt(0, "status", "currentHealthy"),
                                budget.numberAt(0, "status", "expectedPods"),
                                budget.numberAt(0, "status", "desiredHealthy")));
    }

    private List<KubernetesObject> of(String namespace) {
        return byNamespace.computeIfAbsent(
                namespace,
                _ -> kubernetes
                        .list(ListQuery.all(kubernetes.type("poddisruptionbudgets", null), namespace))
                        .items());
    }
}
