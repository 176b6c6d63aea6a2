package io.lexiops.server.kubernetes;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("cluster")
class RealReadToolsTests extends ReadToolsContract {

    @Override
    ClusterAccess cluster() {
        return new ClusterAccess.File(Path.of(System.getenv("KUBECONFIG")), null);
    }
}
