package io.lexiops.server.helm;

import io.lexiops.server.tool.ClusterContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class HelmKubeconfigTests {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("config"), """
                current-context: a
                contexts: [{name: a, context: {}}, {name: b, context: {}}, {name: c, context: {}}]
                """);
    }

    @Test
    void leadsToTheClusterThatTheCallIsMeantFor() {
        assertThat(new ClusterContext("c", true).call(() -> kubeconfig("b"))).contains("current-context: c");
    }

    @Test
    void leadsToTheCurrentClusterOfTheServerOtherwise() {
        assertThat(kubeconfig("b")).contains("current-context: b");
        assertThat(new ClusterContext("c", false).call(() -> kubeconfig("b"))).contains("current-context: b");
    }

    private String kubeconfig(String current) {
        return new HelmKubeconfig(
                        new HelmClusterProperties(file, null), Map.of(), Optional.empty(), () -> Optional.of(current))
                .contents();
    }
}
