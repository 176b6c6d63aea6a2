package io.lexiops.server.kubernetes;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Old clusters have no OpenAPI v3, so this is no contract that every cluster fulfils. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainToolTests {

    private static final String CERTIFICATES = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: certificates.cert-manager.io}
            spec:
              group: cert-manager.io
              names: {kind: Certificate, plural: certificates, singular: certificate, shortNames: [cert]}
              scope: Namespaced
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    description: A certificate that is kept fresh.
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [secretName]
                        properties:
                          secretName: {type: string, description: Where the certificate is stored.}
                          usages: {type: array, items: {type: string, enum: [signing, server auth]}}
                          renewBefore: {type: integer, default: 90}
            """;

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final ExplainTool explain = new ExplainTool(new ClusterReader(kubernetes), Clock.systemUTC());

    @BeforeAll
    void aCustomKind() {
        var definition = YamlManifests.of(CERTIFICATES).getFirst();
        var other = TestClusters.of(sandbox.kubeconfig());
        other.create(other.type("crd", null), definition, new Kubernetes.WriteOptions(false, "test"));
    }

    @Test
    void tellsTheFieldsBelowAPathThroughLists() {
        assertThat(text(Map.of("path", "pod.spec.containers.resources")))
                .startsWith("Pod in v1\nspec.containers.resources <ResourceRequirements>")
                .containsPattern("limits <map\\[string]quantity> .*killed")
                .contains("requests <map[string]quantity>");
    }

    @Test
    void understandsPluralsShortNamesAndIndexes() {
        for (var path : List.of(
                "deployments.spec.template.spec.containers[0].image",
                "deploy.spec.template.spec.containers[].image",
                "Deployment.spec.template.spec.containers.image",
                "deployments.apps.spec.template.spec.containers.image")) {
            assertThat(text(Map.of("path", path))).contains("spec.template.spec.containers.image <string>");
        }
    }

    @Test
    void tellsWhatIsRequiredAndWhatTheServerFillsIn() {
        assertThat(text(Map.of("path", "deployment.spec")))
                .contains("replicas <integer> default=1")
                .contains("selector <LabelSelector> required")
                .contains("template <PodTemplateSpec> required");
        assertThat(text(Map.of("path", "deployment.spec.strategy.rollingUpdate.maxSurge")))
                .contains("<int-or-string>");
    }

    @Test
    void goesAsDeepAsAsked() {
        assertThat(text(Map.of("path", "pod.spec.containers.livenessProbe", "depth", 0)))
                .doesNotContain("httpGet");
        assertThat(text(Map.of("path", "pod.spec.containers.livenessProbe", "depth", 2)))
                .contains("  httpGet <HTTPGetAction>", "    path <string>");
    }

    @Test
    void namesNearFieldsForOneThatDoesNotExist() {
        assertThatThrownBy(() -> call(Map.of("path", "pod.spec.contaners")))
                .isInstanceOfSatisfying(ToolFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e.remedy()).contains("containers");
                })
                .hasMessage("Pod.spec has no field 'contaners'");
        assertThatThrownBy(() -> call(Map.of("path", "pod.spec.nodeName.x"))).hasMessageContaining("no fields");
    }

    @Test
    void explainsACustomKindAndSeesAtOnceThatItsDefinitionHasChanged() {
        assertThat(text(Map.of("path", "certificates.cert-manager.io.spec")))
                .contains("Certificate in cert-manager.io/v1")
                .contains("secretName <string> required Where the certificate is stored.")
                .contains("usages <[]string> one of signing|server auth")
                .contains("renewBefore <integer> default=90");
        assertThat(text(Map.of("path", "cert"))).contains("A certificate that is kept fresh.");
        kubernetes.patch(
                new ObjectRef(kubernetes.type("crd", null), null, "certificates.cert-manager.io"),
                Kubernetes.PatchType.JSON,
                List.of(Map.of(
                        "op",
                        "add",
                        "path",
                        "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/issuer",
                        "value",
                        Map.of("type", "string"))),
                null,
                new Kubernetes.WriteOptions(false, "test"));
        assertThat(text(Map.of("path", "cert.spec"))).contains("issuer <string>");
    }

    @Test
    void leavesOutDescriptionsBeforeFieldsWhenThereIsLittleRoom() {
        var small = text(Map.of("path", "pod.spec", "maxTokens", 400));
        assertThat(small).contains("containers <[]Container> required\n").hasSizeLessThanOrEqualTo(1_600);
        assertThat(text(Map.of("path", "pod", "depth", 5, "maxTokens", 200))).containsPattern("showing \\d+ of \\d+");
    }

    @Test
    void givesTheSameAsATree() {
        var json = new KubernetesObject(
                call(Map.of("path", "pod.spec.containers", "output", "json")).structured());
        assertThat(json.at("field", "type")).isEqualTo("[]Container");
        assertThat(json.at("field", "fields", "name", "required")).isEqualTo(true);
    }

    private String text(Map<String, Object> arguments) {
        return call(arguments).text();
    }

    private ToolResult.Success call(Map<String, Object> arguments) {
        var caller = new Caller("ann", Role.PLANNER, Set.of());
        return (ToolResult.Success)
                explain.call(new ToolCall(ToolArguments.of(explain.spec(), arguments), caller, CallContext.none()));
    }
}
