package io.lexiops.server.helm;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.Readiness;
import io.lexiops.server.kubernetes.TestClusters;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A release in an open namespace that holds objects of others: what somebody with more rights has installed. */
class HelmFenceTests {

    private static final String MANIFEST = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: own}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: meadowlark, namespace: annex}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: meadowlark}
            ---
            apiVersion: v1
            kind: List
            items: [{apiVersion: v1, kind: Secret, metadata: {name: meadowlark-2}}]
            """;

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Fence fence = new Fence(Set.of(), Set.of("Secret"));
    private final Caller caller = new Caller("shop", Role.OPERATOR, Set.of("shop"));
    private final Kubernetes kubernetes = TestClusters.behind(sandbox.kubeconfig(), fence);
    private final HelmCluster cluster = new HelmCluster(
            new OneRelease(),
            new ManifestChanges(kubernetes),
            kubernetes,
            new Readiness(kubernetes, Clock.systemUTC()));

    @BeforeEach
    void furnish() {
        sandbox.install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: annex}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: meadowlark, namespace: annex}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest", "hooks", "status"})
    void leavesOutWhatIsClosed(String what) {
        for (var output : List.of("table", "json")) {
            var tool = new HelmGetTool(cluster, new Redactor(InstallationKey.random()), fence);
            var arguments = ToolArguments.of(
                    tool.spec(), Map.of("release", "x", "namespace", "shop", "what", what, "output", output));
            var result = fence.inNameOf(
                    caller, () -> (ToolResult.Success) tool.call(new ToolCall(arguments, caller, CallContext.none())));
            assertThat(result.text() + result.structured())
                    .contains(what.equals("manifest") ? "3 more are of a kind or in a namespace" : "x in shop")
                    .doesNotContain("meadowlark");
        }
    }

    @Test
    void refusesToUninstallOrRollBackWhatReachesElsewhere() {
        refused(new HelmUninstallTool(cluster), Map.of("release", "x", "namespace", "shop"));
        refused(new HelmUninstallTool(cluster), Map.of("release", "x", "namespace", "shop", "forget", true));
        refused(new HelmRollbackTool(cluster), Map.of("release", "x", "namespace", "shop", "revision", 1L));
    }

    private void refused(WriteTool tool, Map<String, Object> arguments) {
        var given = ToolArguments.of(tool.spec(), arguments);
        assertThatThrownBy(() ->
                        fence.inNameOf(caller, () -> tool.plan(given, caller).preview()))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    /** Helm, with one release that somebody else has installed. */
    private static final class OneRelease implements HelmReleases {

        private static final Release RELEASE = new Release(
                new ReleaseRef("shop", "x"),
                1,
                new KubernetesObject(Map.of(
                        "manifest",
                        MANIFEST,
                        "info",
                        Map.of("status", "deployed"),
                        "hooks",
                        List.of(Map.of(
                                "events",
                                List.of("pre-delete"),
                                "manifest",
                                "{apiVersion: batch/v1, kind: Job, metadata: {name: meadowlark, namespace: annex}}")))),
                new KubernetesObject(Map.of(
                        "metadata", Map.of("name", "sh.helm.release.v1.x.v1", "namespace", "shop", "uid", "1"))));

        @Override
        public List<Release> list(String namespace) {
            return List.of(RELEASE);
        }

        @Override
        public List<Release> history(ReleaseRef ref) {
            return List.of(RELEASE);
        }

        @Override
        public List<Map<String, Object>> render(Chart chart, ReleaseRef ref, Map<String, Object> values) {
            throw new AssertionError("nothing is to be rendered");
        }

        @Override
        public void install(Chart chart, ReleaseRef ref, Map<String, Object> values) {
            throw new AssertionError("nothing is to be installed");
        }

        @Override
        public void upgrade(Chart chart, ReleaseRef ref, Map<String, Object> values, String description) {
            throw new AssertionError("nothing is to be upgraded");
        }

        @Override
        public void rollback(Release to) {
            throw new AssertionError("nothing is to be rolled back");
        }

        @Override
        public void uninstall(ReleaseRef ref, boolean keepHistory) {
            throw new AssertionError("nothing is to be removed");
        }
    }
}
