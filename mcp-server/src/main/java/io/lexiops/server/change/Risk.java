package io.lexiops.server.change;

import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.tool.ToolEffect;
import java.util.List;
import java.util.Set;

/** How much can go wrong. */
enum Risk {
    LOW,
    MEDIUM,
    /** Never confirmed by a handle: a person must have seen it. */
    HIGH;

    private static final int SEVERAL = 3;
    private static final int MANY = 10;

    private static final Set<String> PROTECTED = Set.of(
            "Secret",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "StorageClass",
            "CustomResourceDefinition",
            "NetworkPolicy",
            "ResourceQuota",
            "LimitRange",
            "PodDisruptionBudget",
            "PriorityClass",
            "APIService",
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration");
    private static final Set<String> ONE_BY_ONE = Set.of("StatefulSet", "DaemonSet");

    /**
     * Judges a write.
     *
     * @param undoes whether it brings back what was there before: then a removal is no surprise
     */
    static Risk of(
            ToolEffect effect,
            List<TargetChange> changes,
            List<Finding> findings,
            boolean losesFields,
            boolean undoes) {
        var real = changes.stream()
                .filter(change -> change.operation() != Operation.NONE)
                .toList();
        if (real.isEmpty()) {
            return LOW;
        }
        boolean removes = effect == ToolEffect.DESTROY
                || real.stream().anyMatch(change -> change.operation() == Operation.DELETE);
        boolean touchesProtected = real.stream().anyMatch(Risk::isProtected);
        boolean wide = real.size() > MANY
                || real.stream().anyMatch(change -> change.target().namespace() == null);
        boolean twoPeople = weighs(findings, Severity.TWO_PERSON);
        if (touchesProtected || wide || twoPeople || (removes && !undoes)) {
            return HIGH;
        }
        boolean delicate = real.stream()
                .anyMatch(change -> ONE_BY_ONE.contains(change.target().kind()));
        return removes || losesFields || delicate || real.size() > SEVERAL || weighs(findings, Severity.APPROVAL)
                ? MEDIUM
                : LOW;
    }

    static boolean weighs(List<Finding> findings, Severity least) {
        return findings.stream().anyMatch(finding -> finding.severity().compareTo(least) >= 0);
    }

    // Making a policy, quota or account that was not there is an addition; to change or drop one is not.
    private static boolean isProtected(TargetChange change) {
        var kind = change.target().kind();
        return PROTECTED.contains(kind)
                && (change.operation() != Operation.CREATE || kind.equals("Secret") || kind.contains("Role"));
    }
}
