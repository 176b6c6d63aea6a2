package io.lexiops.server.change;

import java.util.List;
import java.util.Set;

/** Which fields that keep a workload safe or working a write would drop: rarely wanted, easily forgotten in a manifest. */
final class FieldLoss {

    private static final Set<String> GUARDED = Set.of(
            "ports",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "resources",
            "volumes",
            "volumeMounts",
            "env",
            "envFrom",
            "securityContext",
            "containers",
            "initContainers",
            "command",
            "args",
            "lifecycle",
            "affinity",
            "tolerations",
            "nodeSelector",
            "topologySpreadConstraints",
            "serviceAccountName",
            "imagePullSecrets",
            "selector",
            "podSelector",
            "tls",
            "finalizers");

    private FieldLoss() {}

    static List<String> in(List<FieldChange> changes) {
        return changes.stream()
                .filter(FieldChange::lost)
                .filter(change -> change.keys().stream().anyMatch(GUARDED::contains))
                .map(FieldChange::path)
                .toList();
    }
}
