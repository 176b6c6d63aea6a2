package io.lexiops.server.diagnose;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload that does not get to what it should be.
 *
 * @param trouble   paused: a change waits behind a pause; deadlock: the strategy leaves no room for a new pod; stuck: it does
 *                  not get on; minReady: pods must be ready for very long; partition: no pod may be updated; oldPod: a pod of an
 *                  older revision blocks; onDelete: pods are replaced only when deleted
 * @param because   what is known about it
 * @param changes   what waits, for people
 * @param pod       the pod that blocks; null if there is none
 * @param minReadySeconds how long a pod must be ready before it counts
 */
record Rollout(
        Target workload,
        String trouble,
        String because,
        long desired,
        long updated,
        long ready,
        long available,
        String strategy,
        String maxUnavailable,
        String maxSurge,
        long minReadySeconds,
        List<String> changes,
        @Nullable String pod,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Symptom {

    /** Only that it is stuck needs another explanation; the rest explains itself. */
    @Override
    public List<Target> explainedBy() {
        return trouble.equals("stuck") ? List.of(workload) : List.of();
    }

    @Override
    public Optional<String> words() {
        return Optional.empty();
    }
}
