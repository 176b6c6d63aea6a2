package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The folder manifests/: taken by a real API server, restricted, and no right too many. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsTests {

    private static final Set<String> NAMESPACED = Set.of(
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "ConfigMap",
            "Service",
            "PersistentVolumeClaim",
            "Deployment",
            "NetworkPolicy");

    private final String own = "backends-own-" + Long.toString(System.nanoTime(), 36);
    private final String second = "backends-second-" + Long.toString(System.nanoTime(), 36);
    private final RawKubernetes kubernetes;
    private List<KubernetesObject> base = List.of();
    private List<KubernetesObject> overlay = List.of();

    ManifestsTests() throws IOException {
        kubernetes = new RawKubernetes(System.getenv("KUBECONFIG"));
    }

    @BeforeAll
    void renderAndGrant() throws IOException, InterruptedException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
                "there is no kubectl to render the manifests with");
        base = rendered("../manifests/base");
        overlay = rendered("../manifests/overlays/second-namespace");
        kubernetes.namespace(own);
        kubernetes.namespace(second);
        for (var object : base) {
            if (Set.of("ServiceAccount", "Role", "RoleBinding").contains(object.kind())) {
                apply(object, false);
            }
        }
        for (var object : overlay) {
            apply(object, false);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> may("mcp-server", "get", "", "pods", second));
    }

    @Test
    void aRealApiServerTakesEveryObject() {
        assertThat(base).hasSizeGreaterThan(20).allSatisfy(object -> {
            assertThat(NAMESPACED).contains(object.kind());
            assertThat(object.namespace()).isEqualTo(own);
            assertThat(apply(object, true).name()).isEqualTo(object.name());
        });
        assertThat(overlay).extracting(KubernetesObject::kind).containsOnly("Role", "RoleBinding");
        assertThat(overlay).extracting(KubernetesObject::namespace).containsOnly(second);
    }

    @Test
    void thePodsAreRestricted() {
        var deployments = base.stream()
                .filter(object -> object.kind().equals("Deployment"))
                .toList();
        assertThat(deployments).hasSize(2).allSatisfy(deployment -> {
            var pod = new KubernetesObject(deployment.mapAt("spec", "template", "spec"));
            assertThat(pod.at("securityContext", "runAsNonRoot")).isEqualTo(true);
            assertThat(pod.at("securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
            assertThat(pod.objectsAt("containers")).hasSize(1).allSatisfy(content -> {
                var container = new KubernetesObject(content);
                assertThat(container.mapAt("securityContext"))
                        .containsEntry("allowPrivilegeEscalation", false)
                        .containsEntry("readOnlyRootFilesystem", true)
                        .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
                assertThat(container.textAt("", "livenessProbe", "httpGet", "path"))
                        .isEqualTo("/actuator/health/liveness");
                assertThat(container.textAt("", "readinessProbe", "httpGet", "path"))
                        .isEqualTo("/actuator/health/readiness");
                assertThat(container.mapAt("resources")).containsKeys("requests", "limits");
            });
            assertThat(pod.at("automountServiceAccountToken"))
                    .isEqualTo(deployment.name().equals("mcp-server"));
        });
    }

    @Test
    void theServerMayWhatItsToolsNeedInTheGrantedNamespacesOnly() {
        for (var namespace : List.of(own, second)) {
            assertThat(may("mcp-server", "list", "", "pods", namespace)).isTrue();
            assertThat(may("mcp-server", "get", "", "pods/log", namespace)).isTrue();
            assertThat(may("mcp-server", "patch", "apps", "deployments", namespace))
                    .isTrue();
            assertThat(may("mcp-server", "patch", "apps", "deployments/scale", namespace))
                    .isTrue();
            assertThat(may("mcp-server", "create", "", "configmaps", namespace)).isTrue();
            assertThat(may("mcp-server", "list", "", "events", namespace)).isTrue();
            assertThat(may("mcp-server", "create", "", "secrets", namespace)).isTrue();

            assertThat(may("mcp-server", "create", "", "pods/exec", namespace)).isFalse();
            assertThat(may("mcp-server", "create", "", "pods/portforward", namespace))
                    .isFalse();
            assertThat(may("mcp-server", "create", "", "serviceaccounts/token", namespace))
                    .isFalse();
            assertThat(may("mcp-server", "create", "rbac.authorization.k8s.io", "roles", namespace))
                    .isFalse();
            assertThat(may("mcp-server", "create", "rbac.authorization.k8s.io", "rolebindings", namespace))
                    .isFalse();
            assertThat(may("mcp-server", "impersonate", "", "serviceaccounts", namespace))
                    .isFalse();
            assertThat(may("mcp-server", "watch", "", "secrets", namespace)).isFalse();
            assertThat(may("mcp-server", "deletecollection", "", "secrets", namespace))
                    .isFalse();
        }
        for (var elsewhere : List.of("default", "kube-system", "")) {
            assertThat(may("mcp-server", "list", "", "pods", elsewhere)).isFalse();
            assertThat(may("mcp-server", "get", "", "secrets", elsewhere)).isFalse();
            assertThat(may("mcp-server", "patch", "apps", "deployments", elsewhere))
                    .isFalse();
        }
        assertThat(may("mcp-server", "list", "", "nodes", "")).isFalse();
        assertThat(may("mcp-server", "list", "", "namespaces", "")).isFalse();
        assertThat(may("mcp-server", "get", "rbac.authorization.k8s.io", "clusterroles", ""))
                .isFalse();
        assertThat(may("mcp-server", "create", "rbac.authorization.k8s.io", "clusterrolebindings", ""))
                .isFalse();
        assertThat(may("mcp-server", "list", "", "persistentvolumes", "")).isFalse();
    }

    @Test
    void onlyTheRoleForHelmReachesSecrets() {
        var roles = base.stream().filter(object -> object.kind().equals("Role")).toList();

        assertThat(roles)
                .filteredOn(role -> role.objectsAt("rules").toString().contains("secrets"))
                .extracting(KubernetesObject::name)
                .containsExactly("copilot-helm");
        assertThat(roles).noneMatch(role -> role.objectsAt("rules").toString().contains("*"));
    }

    @Test
    void theReviewOfTokensIsTheOnlyRightOnTheWholeCluster() throws IOException, InterruptedException {
        var reviewing = rendered("../manifests/overlays/token-review");

        assertThat(reviewing)
                .filteredOn(object -> !NAMESPACED.contains(object.kind()))
                .extracting(object -> object.kind() + " " + object.textAt("", "roleRef", "name"))
                .containsExactly("ClusterRoleBinding system:auth-delegator");
        assertThat(reviewing)
                .allSatisfy(object -> assertThat(apply(object, true).name()).isEqualTo(object.name()));
    }

    @Test
    void theHostMayNothing() {
        for (var namespace : List.of(own, second, "default", "")) {
            for (var resource : List.of("pods", "secrets", "configmaps", "services", "events")) {
                assertThat(may("agent-host", "get", "", resource, namespace)).isFalse();
                assertThat(may("agent-host", "create", "", resource, namespace)).isFalse();
            }
            assertThat(may("agent-host", "update", "coordination.k8s.io", "leases", namespace))
                    .isFalse();
        }
    }

    @Test
    void noSecretIsAmongTheManifests() throws IOException {
        assertThat(base).noneMatch(object -> object.kind().equals("Secret"));
        try (var files = Files.walk(Path.of("../manifests"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .doesNotContain("-----BEGIN")
                            .doesNotContainPattern("[0-9a-f]{40}"));
        }
    }

    private KubernetesObject apply(KubernetesObject object, boolean dryRun) {
        var type = kubernetes.type(object.kind(), object.apiVersion());
        return kubernetes.apply(type, object, true, new WriteOptions(dryRun, "manifests-test"));
    }

    private boolean may(String account, String verb, String group, String resource, String namespace) {
        int slash = resource.indexOf('/');
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("verb", verb);
        attributes.put("group", group);
        attributes.put("resource", slash < 0 ? resource : resource.substring(0, slash));
        attributes.put("subresource", slash < 0 ? "" : resource.substring(slash + 1));
        attributes.put("namespace", namespace);
        var review = new KubernetesObject(Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SubjectAccessReview",
                "metadata",
                Map.of(),
                "spec",
                Map.of(
                        "user",
                        "system:serviceaccount:" + own + ":" + account,
                        "groups",
                        List.of("system:serviceaccounts", "system:serviceaccounts:" + own, "system:authenticated"),
                        "resourceAttributes",
                        attributes)));
        var type = kubernetes.type("SubjectAccessReview", "authorization.k8s.io/v1");
        return Boolean.TRUE.equals(kubernetes
                .create(type, review, new WriteOptions(false, "manifests-test"))
                .at("status", "allowed"));
    }

    private List<KubernetesObject> rendered(String folder) throws IOException, InterruptedException {
        var process = new ProcessBuilder("kubectl", "kustomize", folder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return YamlDocuments.parse(text.replace("namespace: devops-copilot", "namespace: " + own)
                        .replace("namespace: shop", "namespace: " + second))
                .stream()
                .map(KubernetesObject::new)
                .toList();
    }
}
