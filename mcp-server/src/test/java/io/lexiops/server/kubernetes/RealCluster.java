package io.lexiops.server.kubernetes;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The cluster that {@code KUBECONFIG} names, for tests of other packages. */
public final class RealCluster {

    private RealCluster() {}

    public static Kubernetes kubernetes() {
        var access = new ClusterAccess.File(Path.of(System.getenv("KUBECONFIG")), null);
        return new ClientJavaKubernetes(access, Duration.ofSeconds(30), null, Clock.systemUTC());
    }
}
