package io.lexiops.server.kubernetes;

import io.lexiops.server.access.Fence;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Clusters for tests of other packages. */
public final class TestClusters {

    private TestClusters() {}

    /** The one that a kubeconfig leads to. */
    public static Kubernetes of(String kubeconfig) {
        return of(kubeconfig, Clock.systemUTC());
    }

    static Kubernetes of(String kubeconfig, Clock clock) {
        return new ClientJavaKubernetes(
                new ClusterAccess.Text(kubeconfig, "test"), Duration.ofSeconds(30), null, clock);
    }

    /** The same with every kind, but behind the namespaces of whoever calls. */
    public static Kubernetes behind(String kubeconfig, Fence fence) {
        return FencedKubernetes.withEveryKind(of(kubeconfig), fence);
    }

    /** A kubeconfig for the cluster that {@code KUBECONFIG} names, of somebody who has only a token. */
    public static String realWithToken(String token) {
        return RawApi.withToken(RealKubernetesObjectsTests.text(), token);
    }

    /** Applies an object of YAML, and gives what became of it. */
    public static KubernetesObject apply(Kubernetes kubernetes, String yaml) {
        var object = new KubernetesObject(KubernetesContract.yaml(yaml));
        return kubernetes.apply(
                kubernetes.type(object.kind(), object.apiVersion()),
                object,
                true,
                new Kubernetes.WriteOptions(false, "test"));
    }

    /** The one that {@code KUBECONFIG} names. */
    public static Kubernetes real() {
        var access = new ClusterAccess.File(Path.of(System.getenv("KUBECONFIG")), null);
        return new ClientJavaKubernetes(access, Duration.ofSeconds(30), null, Clock.systemUTC());
    }
}
