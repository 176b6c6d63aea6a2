package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Runs after the programs are built: {@code ./copilot --version}, then {@code -Dtests.included=acceptance}. */
@Tag("acceptance")
class SandboxAcceptanceTests extends AcceptanceContract {

    @Override
    List<String> options() {
        return List.of("--sandbox");
    }

    @Override
    Path kubeconfig() throws IOException {
        return user.folder().resolve("kubeconfig");
    }
}
