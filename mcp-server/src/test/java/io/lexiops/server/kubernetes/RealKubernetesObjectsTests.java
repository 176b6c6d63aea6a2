package io.lexiops.server.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("cluster-long")
class RealKubernetesObjectsTests extends KubernetesObjectsContract {

    @Override
    String kubeconfig() {
        return text();
    }

    static String text() {
        try {
            return Files.readString(Path.of(System.getenv("KUBECONFIG")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
