package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class YamlManifestsTests {

    private static final String MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            """;

    @Test
    void readsSeveralDocumentsAndLeavesOutEmptyOnes() {
        assertThat(YamlManifests.of("---\n" + MAP + "---\n---\n# nothing\n---\n" + MAP.replace("a}", "b}")))
                .extracting(KubernetesObject::name)
                .containsExactly("a", "b");
    }

    @Test
    void readsTreesAndListsOfThem() {
        var tree = Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "a"));
        assertThat(YamlManifests.of(tree)).hasSize(1);
        assertThat(YamlManifests.of(List.of(tree, tree))).hasSize(2);
    }

    @Test
    void unfoldsAListIntoItsItems() {
        var list = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
                - {apiVersion: v1, kind: Secret, metadata: {name: b}}
                """;
        assertThat(YamlManifests.of(list)).extracting(KubernetesObject::kind).containsExactly("ConfigMap", "Secret");
    }

    @Test
    void keepsWordsThatOldYamlTookForTruthValues() {
        var object = YamlManifests.of(MAP + "data: {country: no, switch: on, mode: 0644, port: '08'}")
                .getFirst();
        assertThat(object.mapAt("data")).containsEntry("country", "no").containsEntry("switch", "on");
    }

    @Test
    void refusesAYamlBomb() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append(
                    "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1));
        }
        refused(bomb + MAP);
    }

    @Test
    void refusesMoreThanThreeMegabytes() {
        refused(MAP + "data: {a: '" + "x".repeat(5 << 20) + "'}").hasMessageContaining("characters");
    }

    @Test
    void refusesDeepNesting() {
        refused("[".repeat(50_000)).hasMessageContaining("deeper");
        refused("- ".repeat(50_000) + "x").hasMessageContaining("deeper");
    }

    @Test
    void refusesDuplicateKeys() {
        refused(MAP + "data: {a: '1'}\ndata: {a: '2'}\n").hasMessageContaining("data");
    }

    @Test
    void refusesTabs() {
        refused("apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n").hasMessageContaining("cannot be read");
    }

    @Test
    void refusesWhatIsNoObject() {
        refused("just text").hasMessageContaining("text");
        refused("- 1\n- 2\n").hasMessageContaining("a list");
        refused("").hasMessageContaining("empty");
        refused("apiVersion: v1\nkind: ConfigMap\n").hasMessageContaining("metadata.name");
        refused(MAP + "data: !!binary aGVsbG8=\n");
        refused("{{ .Values.name }}");
    }

    @Test
    void refusesTagsThatNameClasses() {
        refused("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(String manifest) {
        return assertThatThrownBy(() -> YamlManifests.of(manifest))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
