package io.lexiops.server.kubernetes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the cluster is and how to get in. */
sealed interface ClusterAccess {

    /** The cluster that this program runs in, with its service account. */
    record InCluster() implements ClusterAccess {}

    /**
     * A kubeconfig file; read again when it changes.
     *
     * @param context null means its current one
     */
    record File(Path path, @Nullable String context) implements ClusterAccess {}

    /** A kubeconfig that is in memory only. */
    record Text(String kubeconfig, String name) implements ClusterAccess {}

    /** There is none. */
    record Missing(String why) implements ClusterAccess {}
}
