package io.lexiops.server.mcp;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.ObjectRef;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.tool.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server whose own rights on a real cluster are those of a reader in one namespace. */
@Tag("cluster")
class RealNamespaceReaderTests extends RunningServer {

    private static final String OURS = "reader-" + Long.toString(System.nanoTime(), 36);
    private static final String THEIRS = "vault-" + Long.toString(System.nanoTime(), 36);

    @DynamicPropertySource
    static void aReader(DynamicPropertyRegistry settings) {
        var kubernetes = TestClusters.real();
        for (var namespace : List.of(OURS, THEIRS)) {
            TestClusters.apply(kubernetes, "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
            TestClusters.apply(
                    kubernetes,
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: of-%1$s, namespace: %1$s}, data: {a: b}}"
                            .formatted(namespace));
        }
        for (var yaml : List.of(
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: reader, namespace: %s}}", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader, namespace: %s}
                rules:
                  - {apiGroups: ["", apps], resources: ["*"], verbs: [get, list, watch]}
                """, """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: reader, namespace: %1$s}]
                """, """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/service-account-token
                metadata: {name: reader, namespace: %s, annotations: {kubernetes.io/service-account.name: reader}}
                """)) {
            TestClusters.apply(kubernetes, yaml.formatted(OURS));
        }
        settings.add(
                "test.kubeconfig",
                () -> TestCluster.kubeconfig(TestClusters.realWithToken(token(kubernetes)))
                        .toString());
    }

    private static String token(Kubernetes kubernetes) {
        var secret = new ObjectRef(kubernetes.type("secrets", "v1"), OURS, "reader");
        var token = await().atMost(Duration.ofSeconds(60))
                .until(() -> kubernetes.get(secret).textAt("", "data", "token"), found -> !found.isEmpty());
        return new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII);
    }

    @Test
    void showsWhatItsRightsOpenAndNothingElse() {
        var session = as(Role.OPERATOR).open();
        assertThat(session.call("k8s_list", Map.of("kind", "configmaps", "namespace", OURS))
                        .toString())
                .contains("of-" + OURS);
        assertThat(session.call("k8s_diagnose", Map.of("namespace", OURS)).toString())
                .contains(OURS);
        var calls = new ArrayList<Map.Entry<String, Map<String, Object>>>();
        for (var kind : List.of("configmaps", "pods", "deployments", "secrets", "events", "namespaces", "nodes")) {
            calls.add(Map.entry("k8s_list", Map.of("kind", kind)));
            calls.add(Map.entry("k8s_list", Map.of("kind", kind, "namespace", THEIRS)));
        }
        calls.add(Map.entry("k8s_get", Map.of("kind", "ConfigMap", "name", "of-x", "namespace", OURS)));
        calls.add(Map.entry("k8s_get", Map.of("kind", "ConfigMap", "name", "of-x")));
        calls.add(Map.entry("k8s_inspect", Map.of("kind", "Namespace", "name", "default")));
        calls.add(Map.entry("k8s_events", Map.of()));
        calls.add(Map.entry("k8s_diagnose", Map.of()));
        calls.add(Map.entry("k8s_changes", Map.of()));
        calls.add(Map.entry("helm_list", Map.of()));
        calls.add(Map.entry("status", Map.of()));
        for (var call : calls) {
            assertThat(session.call(call.getKey(), call.getValue()).toString())
                    .as("%s", call)
                    .doesNotContain("of-" + THEIRS, "kube-system", "coredns");
        }
        var theirs = session.call("k8s_get", Map.of("kind", "ConfigMap", "name", "of-" + THEIRS, "namespace", THEIRS));
        assertThat(WireSession.code(theirs)).isEqualTo("forbidden");
        assertThat(WireSession.text(theirs)).contains("configmaps");
    }
}
