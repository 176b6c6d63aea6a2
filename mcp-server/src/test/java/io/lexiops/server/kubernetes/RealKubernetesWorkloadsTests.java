package io.lexiops.server.kubernetes;

import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class RealKubernetesWorkloadsTests extends KubernetesWorkloadsContract {

    @Override
    String kubeconfig() {
        return RealKubernetesObjectsTests.text();
    }
}
