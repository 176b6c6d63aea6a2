package io.lexiops.agent.respond;

import io.lexiops.agent.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class CommandsTests {

    static Stream<Arguments> steps() {
        var remove = List.of(Map.of("op", "remove", "path", "/a"));
        return Stream.of(
                arguments(
                        "k8s_scale",
                        Map.of("kind", "Deployment", "name", "web", "namespace", "shop", "replicas", 4L),
                        "kubectl scale deployment/web --replicas=4 -n shop"),
                arguments(
                        "k8s_delete",
                        Map.of("kind", "Pod", "labelSelector", "app=web", "namespace", "shop"),
                        "kubectl delete Pod -l app=web -n shop"),
                arguments(
                        "k8s_patch",
                        Map.of("kind", "Service", "name", "web", "namespace", "shop", "patch", remove),
                        "kubectl patch service/web --type json -p '[{\"op\":\"remove\",\"path\":\"/a\"}]' -n shop"),
                arguments("k8s_apply", Map.of("manifest", Map.of("kind", "ConfigMap"), "namespace", "shop"), """
                        kubectl apply --server-side -f - -n shop <<'EOF'
                        {
                          "kind" : "ConfigMap"
                        }
                        EOF"""),
                arguments("k8s_apply", Map.of("manifest", "kind: ConfigMap\nEOF\n"), """
                        kubectl apply --server-side -f - <<'EOF_'
                        kind: ConfigMap
                        EOF
                        EOF_"""),
                arguments("helm_install", Map.of("chart", "redis"), "helm install RELEASE redis"),
                arguments("k8s_scale", Map.of(), "kubectl scale KIND/NAME --replicas=REPLICAS"),
                arguments("k8s_delete", Map.of("kind", "Pod"), "kubectl delete Pod -l LABELSELECTOR"),
                arguments(
                        "helm_rollback",
                        Map.of("release", "cache", "namespace", "shop", "revision", 2L),
                        "helm rollback cache 2 -n shop"),
                arguments(
                        "helm_install",
                        Map.of("release", "cache", "chart", "redis", "version", "17.0.1", "namespace", "shop"),
                        "helm install cache redis --version 17.0.1 -n shop"),
                arguments(
                        "helm_upgrade",
                        Map.of("release", "cache", "chart", "redis", "namespace", "shop", "values", Map.of("a", 1L)),
                        "helm upgrade cache redis --reset-then-reuse-values -n shop -f - <<< '{\"a\":1}'"),
                arguments(
                        "helm_uninstall",
                        Map.of("release", "cache", "namespace", "shop"),
                        "helm uninstall cache -n shop"),
                arguments("argocd_sync", Map.of("application", "shop"), "argocd app sync shop"),
                arguments("argocd_rollback", Map.of("application", "shop", "id", 3L), "argocd app rollback shop 3"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void isWhatAPersonWouldType(String tool, Map<String, Object> arguments, String command) {
        assertThat(Commands.of(step(tool, arguments))).isEqualTo(command);
    }

    @Test
    void quotesWhatAShellWouldRun() {
        assertThat(Commands.of(step("helm_uninstall", Map.of("release", "it's; rm -rf ~", "namespace", "$(id)"))))
                .isEqualTo("helm uninstall 'it'\\''s; rm -rf ~' -n '$(id)'");
    }

    @Test
    void keepsTheValuesOfASecretToItself() {
        var secret = Map.of(
                "kind", "Secret", "stringData", Map.of("password", "hunter2"), "data", Map.of("k", "aHVudGVyMg=="));
        var list =
                Map.of("kind", "List", "items", List.of(Map.of("kind", "ConfigMap", "data", Map.of("a", "b")), secret));

        assertThat(Commands.of(step("k8s_apply", Map.of("manifest", secret))))
                .contains("\"password\" : \"MASKED\"", "\"k\" : \"MASKED\"")
                .doesNotContain("hunter2", "aHVudGVyMg");
        assertThat(Commands.of(step("k8s_apply", Map.of("manifest", list))))
                .contains("\"a\" : \"b\"", "MASKED")
                .doesNotContain("hunter2", "aHVudGVyMg");
        assertThat(Commands.of(step("k8s_apply", Map.of("manifest", "kind: Secret\nstringData: {p: hunter2}"))))
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s_scale",
                "k8s_set_image",
                "k8s_rollout",
                "k8s_delete",
                "k8s_patch",
                "k8s_apply",
                "helm_rollback",
                "helm_upgrade",
                "helm_install",
                "helm_uninstall",
                "argocd_sync",
                "argocd_rollback"
            })
    void neverPrintsNull(String tool) {
        assertThat(Commands.of(step(tool, Map.of()))).isNotBlank().doesNotContain("null");
    }

    private static Step step(String tool, Map<String, Object> arguments) {
        return new Step(1, tool, arguments, true, "the operator asked for it", "converged");
    }
}
