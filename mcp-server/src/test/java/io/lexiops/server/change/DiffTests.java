package io.lexiops.server.change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DiffTests {

    @Test
    void findsTheFieldThatDiffers() {
        assertThat(diff(
                        Map.of("spec", Map.of("replicas", 3L, "paused", true)),
                        Map.of("spec", Map.of("replicas", 4L, "paused", true))))
                .containsExactly("spec.replicas 3 4");
    }

    @Test
    void leavesOutWhatTheServerAndControllersNote() {
        var before = Map.<String, Object>of(
                "metadata",
                Map.of(
                        "name",
                        "web",
                        "resourceVersion",
                        "1",
                        "generation",
                        1L,
                        "managedFields",
                        List.of(Map.of("manager", "a")),
                        "annotations",
                        Map.of("deployment.kubernetes.io/revision", "1")),
                "status",
                Map.of("replicas", 3L));
        var after = Map.<String, Object>of(
                "metadata",
                Map.of(
                        "name",
                        "web",
                        "resourceVersion",
                        "2",
                        "generation",
                        2L,
                        "managedFields",
                        List.of(Map.of("manager", "b")),
                        "annotations",
                        Map.of(
                                "deployment.kubernetes.io/revision", "2",
                                "kubectl.kubernetes.io/last-applied-configuration", "{}")),
                "status",
                Map.of("replicas", 4L));

        assertThat(diff(before, after)).isEmpty();
    }

    @Test
    void comparesContainersVolumesAndVariablesByName() {
        var before = pod(
                container("sidecar", "proxy:1", List.of()),
                container("web", "nginx:1", List.of(env("A", "1"), env("B", "2"))));
        var after = pod(
                container("web", "nginx:2", List.of(env("B", "3"), env("A", "1"))),
                container("sidecar", "proxy:1", List.of()));

        assertThat(diff(before, after))
                .containsExactlyInAnyOrder(
                        "spec.containers[web].image nginx:1 nginx:2", "spec.containers[web].env[B].value 2 3");
    }

    @Test
    void comparesOtherListsByTheirPlace() {
        var before = Map.<String, Object>of("spec", Map.of("rules", List.of(Map.of("host", "a"), Map.of("host", "b"))));
        var after = Map.<String, Object>of("spec", Map.of("rules", List.of(Map.of("host", "a"), Map.of("host", "c"))));

        assertThat(diff(before, after)).containsExactly("spec.rules[1].host b c");
        assertThat(diff(
                        Map.of("spec", Map.of("args", List.of("a", "b"))),
                        Map.of("spec", Map.of("args", List.of("a")))))
                .containsExactly("spec.args [a, b] [a]");
    }

    @Test
    void quotesKeysThatAreNoWords() {
        assertThat(diff(
                        Map.of("metadata", Map.of("annotations", Map.of("example.com/owner", "a"))),
                        Map.of("metadata", Map.of("annotations", Map.of("example.com/owner", "b")))))
                .containsExactly("metadata.annotations[\"example.com/owner\"] a b");
    }

    @Test
    void tellsANewObjectByItsParts() {
        var made = Map.<String, Object>of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "a", "labels", Map.of("app", "web")),
                "data",
                Map.of("max", "10"));

        assertThat(Diff.between(null, made))
                .extracting(FieldChange::path)
                .containsExactlyInAnyOrder("metadata.labels", "data");
        assertThat(Diff.between(made, null)).allMatch(FieldChange::lost);
    }

    @Test
    void fieldsThatKeepAWorkloadSafeAreMissed() {
        var full = new LinkedHashMap<>(container("web", "nginx:1", List.of(env("A", "1"))));
        full.put("readinessProbe", Map.of("httpGet", Map.of("port", 80L)));
        full.put("resources", Map.of("limits", Map.of("memory", "1Gi")));
        full.put("ports", List.of(Map.of("containerPort", 80L)));
        full.put("securityContext", Map.of("runAsNonRoot", true));
        var poor = Map.<String, Object>of("name", "web", "image", "nginx:2", "resources", Map.of());

        assertThat(FieldLoss.in(Diff.between(pod(full), pod(poor))))
                .containsExactlyInAnyOrder(
                        "spec.containers[web].readinessProbe",
                        "spec.containers[web].resources.limits",
                        "spec.containers[web].ports",
                        "spec.containers[web].securityContext",
                        "spec.containers[web].env");
        assertThat(FieldLoss.in(Diff.between(
                        Map.of("metadata", Map.of("labels", Map.of("a", "b"))), Map.of("metadata", Map.of()))))
                .isEmpty();
    }

    private static List<String> diff(Map<String, Object> before, Map<String, Object> after) {
        return Diff.between(before, after).stream()
                .map(field -> field.path() + " " + field.before() + " " + field.after())
                .toList();
    }

    private static Map<String, Object> pod(Object... containers) {
        return Map.of("spec", Map.of("containers", List.of(containers)));
    }

    private static Map<String, Object> container(String name, String image, List<Map<String, Object>> env) {
        return env.isEmpty()
                ? Map.of("name", name, "image", image)
                : Map.of("name", name, "image", image, "env", new ArrayList<>(env));
    }

    private static Map<String, Object> env(String name, String value) {
        return Map.of("name", name, "value", value);
    }
}
