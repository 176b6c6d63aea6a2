package io.lexiops.server.kubernetes;

import io.lexiops.server.change.FieldManagers;
import org.jspecify.annotations.Nullable;

/** What a write does to one object. */
interface ObjectStep {

    /** Who the API server records as the writer of a field. */
    String FIELD_MANAGER = FieldManagers.OWN;

    ObjectRef ref();

    /**
     * Does it, with the version of {@code live} as the precondition; returns {@code live} itself if nothing is to be done.
     *
     * @param live   null if the object does not exist
     * @param dryRun let the server do everything but store it
     * @return the object afterwards; null if it would be gone
     */
    @Nullable KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun);

    static Kubernetes.WriteOptions options(boolean dryRun) {
        return new Kubernetes.WriteOptions(dryRun, FIELD_MANAGER);
    }
}
