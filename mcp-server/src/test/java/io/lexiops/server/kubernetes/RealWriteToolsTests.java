package io.lexiops.server.kubernetes;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("cluster")
class RealWriteToolsTests extends WriteToolsContract {

    @Override
    ClusterAccess cluster() {
        return new ClusterAccess.File(Path.of(System.getenv("KUBECONFIG")), null);
    }
}
