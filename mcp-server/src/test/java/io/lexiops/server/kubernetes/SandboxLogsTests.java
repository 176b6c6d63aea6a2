package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The newest lines of several pods, and what is said of the pods that have none among them. */
class SandboxLogsTests {

    private static final WriteOptions WRITE = new WriteOptions(false, "test");

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    private final Kubernetes kubernetes = TestClusters.of(sandbox.kubeconfig());
    private final Redactor redactor = new Redactor(InstallationKey.random());
    private final LogsTool logs =
            new LogsTool(new ClusterReader(kubernetes), new PodSecrets(kubernetes, redactor, Clock.systemUTC()));
    private final ObjectRef talk = new ObjectRef(kubernetes.type("deployments", null), "default", "talk");

    @BeforeEach
    void twoOldPodsAndTwoNewOnes() {
        var labels = Map.of("app", "talk");
        var container = Map.of(
                "name",
                "talk",
                "image",
                "registry.test/busybox:1.1",
                "command",
                List.of("sh", "-c", "echo one; echo two; sleep 3600"));
        var spec = Map.of(
                "replicas",
                2,
                "selector",
                Map.of("matchLabels", labels),
                "template",
                Map.of("metadata", Map.of("labels", labels), "spec", Map.of("containers", List.of(container))));
        kubernetes.create(
                talk.type(),
                new KubernetesObject(Map.of(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "Deployment",
                        "metadata",
                        Map.of("name", "talk", "namespace", "default"),
                        "spec",
                        spec)),
                WRITE);
        awaitReady(2);
    }

    @Test
    void everyLineHasItsPodWhereThereAreSeveral() {
        assertThat(text(Map.of("tail", 1))).startsWith("[talk-");
    }

    @Test
    void podsOfWhichNothingIsShownAreCounted() {
        scale(4);
        assertThat(text(Map.of("tail", 4)).lines())
                .hasSize(5)
                .last()
                .asString()
                .startsWith("2 of 4 pods have only older lines: talk-")
                .endsWith("; a larger tail or the name of a pod shows them");
        assertThat(text(Map.of("tail", 8)).lines()).hasSize(8).noneMatch(line -> line.contains("older"));
    }

    @Test
    void podsThatAreNotReadAreCounted() {
        scale(23);
        assertThat(text(Map.of("tail", 60)).lines())
                .last()
                .isEqualTo("not read: 3 more pods; name one of them to see its lines");
    }

    private void scale(int replicas) {
        kubernetes.patch(talk, PatchType.MERGE, Map.of("spec", Map.of("replicas", replicas)), null, WRITE);
        awaitReady(replicas);
    }

    private void awaitReady(long replicas) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> kubernetes.get(talk).numberAt(0, "status", "readyReplicas") == replicas);
    }

    private String text(Map<String, Object> more) {
        var arguments = new LinkedHashMap<String, Object>(Map.of("name", "talk", "namespace", "default"));
        arguments.putAll(more);
        var caller = new Caller("ann", Role.OPERATOR, Set.of());
        var result = logs.call(new ToolCall(ToolArguments.of(logs.spec(), arguments), caller, CallContext.none()));
        return ((ToolResult.Success) result).text();
    }
}
