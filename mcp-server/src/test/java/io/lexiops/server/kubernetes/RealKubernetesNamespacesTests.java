package io.lexiops.server.kubernetes;

import org.junit.jupiter.api.Tag;

@Tag("cluster")
class RealKubernetesNamespacesTests extends KubernetesNamespacesContract {

    @Override
    String kubeconfig() {
        return RealKubernetesObjectsTests.text();
    }
}
