package io.lexiops.server.kubernetes;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import org.junit.jupiter.api.AutoClose;

class SandboxReadToolsTests extends ReadToolsContract {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Override
    ClusterAccess cluster() {
        return new ClusterAccess.Text(sandbox.kubeconfig(), Sandbox.NAME);
    }
}
