package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.TestClusters;
import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class RealDiagnosisTests extends DiagnosisContract {

    @Override
    Kubernetes cluster() {
        return TestClusters.real();
    }

    @Override
    String clusterName() {
        return "real";
    }

    @Override
    boolean losesEvents() {
        return true;
    }
}
