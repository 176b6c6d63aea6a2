package io.lexiops.server.kubernetes;

import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class RealKubernetesNamespacesTests extends KubernetesNamespacesContract {

    @Override
    String kubeconfig() {
        return RealKubernetesObjectsTests.text();
    }
}
