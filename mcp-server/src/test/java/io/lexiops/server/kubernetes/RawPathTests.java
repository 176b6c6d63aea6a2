package io.lexiops.server.kubernetes;

import io.lexiops.server.access.Fence;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A path of the API is no way around the fence. */
class RawPathTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Fence fence = new Fence(Set.of(), Set.of("Secret"));
    private final Redactor redactor = new Redactor(InstallationKey.random());
    private final Kubernetes cluster = TestClusters.of(sandbox.kubeconfig());
    private final Kubernetes kubernetes = FencedKubernetes.of(
            cluster,
            fence,
            new ProgramText(new PodSecrets(cluster, redactor, Clock.systemUTC()), redactor),
            new FollowedSecrets(cluster, redactor, Clock.systemUTC()));
    private final Caller caller = new Caller("a", Role.OPERATOR, Set.of("default"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/version",
                "/api",
                "/apis",
                "/apis/apps/v1",
                "/api/v1/namespaces/default/configmaps",
                "/api/v1/nodes"
            })
    void leadsToWhatIsOpen(String path) {
        assertThat(fence.inNameOf(caller, () -> kubernetes.raw(path))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/configmaps",
                "/api/v1/configmaps?limit=1",
                "/api/v1/namespaces/kube-system/configmaps",
                "/api/v1/namespaces/default/secrets",
                "/api/v1/namespaces/default/secrets/x",
                "/api/v1/namespaces",
                "/api/v1/namespaces/kube-system",
                "/api/v1//namespaces//kube-system/configmaps",
                "/api/v1/%6eamespaces/kube-system/configmaps",
                "/apis/apps/v1/deployments",
                "/apis/metrics.k8s.io/v1beta1/pods",
                "/apis/metrics.k8s.io/v1beta1/namespaces/kube-system/pods"
            })
    void doesNotLeadToWhatIsClosed(String path) {
        assertThatThrownBy(() -> fence.inNameOf(caller, () -> kubernetes.raw(path)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
}
