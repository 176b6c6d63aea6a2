package io.lexiops.server.kubernetes;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import org.junit.jupiter.api.AutoClose;

class SandboxWriteToolsTests extends WriteToolsContract {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Override
    String kubeconfig() {
        return sandbox.kubeconfig();
    }
}
