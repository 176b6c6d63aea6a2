package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class SandboxDiagnosisTests extends DiagnosisContract {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Override
    Kubernetes cluster() {
        return TestClusters.of(sandbox.kubeconfig());
    }

    @Override
    String clusterName() {
        return "sandbox";
    }
}
