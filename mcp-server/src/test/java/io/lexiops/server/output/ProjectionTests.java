package io.lexiops.server.output;

import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProjectionTests {

    private static final Map<String, Object> POD = Map.of(
            "metadata",
            Map.of("name", "web-1", "labels", Map.of("app.kubernetes.io/name", "web", "a]b", "odd", "tier", "front")),
            "spec",
            Map.of(
                    "containers",
                    List.of(
                            Map.of("name", "web", "image", "nginx:1", "ports", List.of(Map.of("port", 80L))),
                            Map.of("name", "proxy", "image", "envoy:2"))));

    @Test
    void picksFieldsByPath() {
        assertThat(picked("metadata.name")).isEqualTo("web-1");
        assertThat(picked(".metadata.name")).isEqualTo("web-1");
        assertThat(picked("$.metadata.name")).isEqualTo("web-1");
        assertThat(picked("metadata.labels.tier")).isEqualTo("front");
    }

    @Test
    void picksKeysThatHoldDotsAndBrackets() {
        assertThat(picked("metadata.labels['app.kubernetes.io/name']")).isEqualTo("web");
        assertThat(picked("metadata.labels[\"app.kubernetes.io/name\"]")).isEqualTo("web");
        assertThat(picked("metadata.labels['a]b']")).isEqualTo("odd");
    }

    @Test
    void walksListsWithAndWithoutAStar() {
        assertThat(picked("spec.containers[*].image")).isEqualTo(List.of("nginx:1", "envoy:2"));
        assertThat(picked("spec.containers.image")).isEqualTo(List.of("nginx:1", "envoy:2"));
        assertThat(picked("spec.containers[1].image")).isEqualTo("envoy:2");
        assertThat(picked("spec.containers[*].ports[*].port")).isEqualTo(List.of(List.of(80L)));
    }

    @Test
    void leavesOutWhatIsNotThere() {
        for (var path : List.of(
                "status.phase",
                "metadata.name.first",
                "spec.containers[7].image",
                "spec.containers[999999999999].image",
                "spec.containers[-1]")) {
            assertThat(Projection.of(List.of(path)).apply(POD)).as(path).isEmpty();
        }
    }

    @Test
    void keepsTheOrderAndTheWordsOfTheCaller() {
        assertThat(Projection.of(List.of("spec.containers[0].name", ".metadata.name"))
                        .apply(POD))
                .containsExactly(Map.entry("spec.containers[0].name", "web"), Map.entry(".metadata.name", "web-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a[", "a[b", "a['b", "a[']", "$."})
    void refusesAPathThatCannotBeRead(String path) {
        assertThatThrownBy(() -> Projection.of(List.of(path)))
                .isInstanceOf(ToolFailed.class)
                .hasMessageContaining("'" + path + "'");
    }

    private static Object picked(String path) {
        return Projection.of(List.of(path)).apply(POD).getOrDefault(path, "nothing");
    }
}
