package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;

/** Whether a service leads somewhere. */
final class Endpoints {

    private static final List<String> WORKLOADS = List.of("deployments", "statefulsets");

    private final Kubernetes kubernetes;

    Endpoints(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    List<String> missing(String name, KubernetesObject service) {
        var selector = service.mapAt("spec", "selector");
        if (selector.isEmpty() || service.textAt("", "spec", "type").equals("ExternalName")) {
            return List.of();
        }
        try {
            return ready(service) || asleep(service, selector) ? List.of() : List.of(name + ": " + why(service));
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                // Who may write services but not read endpoints cannot be told more than that it is there.
                return List.of();
            }
            throw e;
        }
    }

    private boolean ready(KubernetesObject service) {
        var ref = new ObjectRef(kubernetes.type("endpoints", "v1"), service.namespace(), service.name());
        return kubernetes
                .find(ref)
                .map(found -> found.objectsAt("subsets").stream()
                        .anyMatch(subset -> subset.get("addresses") instanceof List<?> list && !list.isEmpty()))
                .orElse(false);
    }

    /** What the service leads to is scaled to zero: then it has no endpoints on purpose. */
    private boolean asleep(KubernetesObject service, Map<String, Object> selector) {
        return WORKLOADS.stream()
                .flatMap(kind ->
                        kubernetes
                                .list(ListQuery.all(kubernetes.type(kind, null), service.namespace()))
                                .items()
                                .stream())
                .anyMatch(workload -> workload.numberAt(1, "spec", "replicas") == 0
                        && LabelSelectors.matches(
                                selector, PodSpecs.templateMetadata(workload).mapAt("labels")));
    }

    private String why(KubernetesObject service) {
        var selector = LabelSelectors.of(service);
        var query = ListQuery.selected(kubernetes.type("pods", "v1"), service.namespace(), selector);
        int pods = kubernetes.list(query).items().size();
        return pods == 0
                ? "no pod has the labels " + selector
                : "none of " + pods + " pods with the labels " + selector + " is a ready endpoint";
    }
}
