package io.lexiops.agent.cli;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class RealAcceptanceTests extends AcceptanceContract {

    @Override
    List<String> options() {
        return List.of("--kubeconfig", System.getenv("KUBECONFIG"));
    }

    @Override
    Path kubeconfig() {
        return Path.of(System.getenv("KUBECONFIG"));
    }
}
