package io.lexiops.server.change;

import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** Several documents of which one is refused only when it is written: each of them fits the quota, but not all. */
class AtomicApplyTests extends SandboxServer {

    @Test
    void withAtomicWhatWasMadeIsTakenBackAndEachDocumentIsAccountedFor() {
        quota("all-or-nothing", 2);
        var result = granted("k8s_apply", manifest("all-or-nothing", true), "user:alice");

        assertThat(failure(result).message()).contains("exceeded quota", "ConfigMap/one in all-or-nothing: taken back");
        assertThat(outcome(result)).isEqualTo("FAILED");
        assertThat(objects(result))
                .isEqualTo(Map.of(
                        "ConfigMap/one in all-or-nothing", "taken back",
                        "ConfigMap/two in all-or-nothing", "failed",
                        "ConfigMap/three in all-or-nothing", "not made"));
        assertThat(names("all-or-nothing")).doesNotContain("one", "two", "three");
    }

    @Test
    void withoutItWhatWasMadeStaysIsReportedAndCanBeUndone() {
        quota("as-far-as-possible", 2);
        var result = granted("k8s_apply", manifest("as-far-as-possible", false), "user:alice");

        assertThat(outcome(result)).isEqualTo("PARTIAL");
        assertThat(failure(result).message())
                .contains("change " + id(result))
                .contains("made: ConfigMap/one in as-far-as-possible")
                .contains("not made: ConfigMap/two in as-far-as-possible, ConfigMap/three in as-far-as-possible");
        assertThat(objects(result))
                .containsEntry("ConfigMap/one in as-far-as-possible", "made")
                .containsEntry("ConfigMap/two in as-far-as-possible", "not made");
        assertThat(names("as-far-as-possible")).contains("one").doesNotContain("two", "three");
        assertThat(call("changes_list", Map.of("state", "partial"), ROUTER, null)
                        .toString())
                .contains(id(result));

        assertThat(outcome(granted("change_undo", Map.of("id", id(result)), "user:alice")))
                .isEqualTo("CONVERGED");
        assertThat(names("as-far-as-possible")).doesNotContain("one");
    }

    @Test
    void anObjectThatWasChangedGetsItsOldValuesBack() {
        quota("old-values", 3);
        var before = granted(
                "k8s_apply",
                Map.of(
                        "manifest",
                        Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "ConfigMap",
                                "metadata",
                                Map.of("name", "one", "namespace", "old-values"),
                                "data",
                                Map.of("level", "debug"))),
                "user:alice");
        assertThat(outcome(before)).isEqualTo("CONVERGED");

        var result = granted("k8s_apply", manifest("old-values", true), "user:alice");

        assertThat(objects(result)).containsEntry("ConfigMap/one in old-values", "taken back");
        assertThat(call(
                                "k8s_get",
                                Map.of("kind", "cm", "name", "one", "namespace", "old-values", "output", "json"),
                                REVIEWER,
                                null)
                        .structured()
                        .toString())
                .contains("level=debug");
    }

    private void quota(String namespace, int configMaps) {
        var made = granted("k8s_apply", Map.of("manifest", """
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: %1$s}
                        ---
                        apiVersion: v1
                        kind: ResourceQuota
                        metadata: {name: few, namespace: %1$s}
                        spec:
                          hard: {configmaps: "%2$d"}
                        """.formatted(namespace, configMaps)), "user:alice");
        assertThat(outcome(made)).isEqualTo("CONVERGED");
    }

    private static Map<String, Object> manifest(String namespace, boolean atomic) {
        var text = String.join(
                "---\n",
                List.of("one", "two", "three").stream()
                        .map(name -> """
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: %s, namespace: %s}
                                data: {level: info}
                                """.formatted(name, namespace))
                        .toList());
        return Map.of("manifest", text, "atomic", atomic);
    }

    private static Map<String, Object> objects(ToolResult result) {
        return Json.part(Json.part(Json.part(result.structured().get("change")).get("result"))
                .get("objects"));
    }

    private List<String> names(String namespace) {
        var list = call("k8s_list", Map.of("kind", "cm", "namespace", namespace, "output", "json"), ROUTER, null);
        return Json.parts(list.structured().get("items")).stream()
                .map(item -> String.valueOf(Json.part(item.get("metadata")).get("name")))
                .toList();
    }
}
