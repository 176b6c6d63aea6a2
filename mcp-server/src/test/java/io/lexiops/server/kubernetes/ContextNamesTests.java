package io.lexiops.server.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ContextNamesTests {

    @TempDir
    private Path folder;

    @Test
    void servesOnlyTheDefaultUnlessToldOtherwise() {
        assertThat(names(null)).isEmpty();
    }

    @Test
    void aStarMeansAllAndTheCurrentOneComesFirst() {
        assertThat(names(null, "*")).containsExactly("b", "a", "c");
    }

    @Test
    void theConfiguredContextIsTheCurrentOne() {
        assertThat(names("c", "*")).containsExactly("c", "a", "b");
        assertThat(names(null, "a", "c")).containsExactly("a", "c");
        assertThat(names(null, "a", "b")).containsExactly("b", "a");
    }

    @Test
    void aNameThatTheKubeconfigDoesNotHaveStopsTheStart() {
        assertThatThrownBy(() -> names(null, "a", "z")).hasMessageContainingAll("[z]", "a, b, c");
        assertThatThrownBy(() -> names("c", "a", "b")).hasMessageContaining("copilot.kubernetes.context is 'c'");
    }

    @Test
    void aKubeconfigThatCannotBeReadStopsTheStart() {
        var access = new ClusterAccess.File(folder.resolve("none"), null);
        assertThatThrownBy(() -> ContextNames.of(properties(null, "*"), access)).hasMessageContaining("cannot be read");
    }

    @Test
    void aClusterWithoutAKubeconfigIsTheOnlyOne() {
        assertThat(ContextNames.of(properties(null, "*"), new ClusterAccess.InCluster()))
                .isEmpty();
        assertThat(ContextNames.of(properties(null, "sandbox"), new ClusterAccess.Text("", "sandbox")))
                .isEmpty();
        assertThatThrownBy(() -> ContextNames.of(properties(null, "prod"), new ClusterAccess.Text("", "sandbox")))
                .hasMessageContaining("the only cluster here is sandbox");
    }

    private List<String> names(@Nullable String context, String... contexts) {
        try {
            var file = Files.writeString(folder.resolve("config"), """
                    current-context: b
                    contexts: [{name: a, context: {}}, {name: b, context: {}}, {name: c, context: {}}]
                    """);
            return ContextNames.of(properties(context, contexts), new ClusterAccess.File(file, context));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static KubernetesProperties properties(@Nullable String context, String... contexts) {
        return new KubernetesProperties(
                false, null, null, null, context, List.of(contexts), null, Duration.ofSeconds(1));
    }
}
