package io.lexiops.server.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class StateTests {

    private static final String WORKER = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: worker, namespace: default}
            spec:
              replicas: 2
              selector: {matchLabels: {app: worker}}
              template:
                metadata: {labels: {app: worker}}
                spec:
                  containers:
                  - {name: main, image: "registry.test/busybox:1.1", command: [sh, -c, "echo begun; sleep 3600"]}
            """;

    @TempDir
    Path folder;

    @Test
    void aClusterGoesOnWhereItStopped() {
        var file = folder.resolve("state.json");
        String uid;
        String token;
        try (var sandbox = Sandbox.start(new SandboxSettings(0, file, false, Duration.ofMillis(5)))) {
            sandbox.install(WORKER);
            awaitReady(sandbox, 2);
            uid = Trees.text(sandbox.objects("Pod", "default").getFirst(), "metadata", "uid");
            token = sandbox.adminToken();
        }
        try (var sandbox = Sandbox.start(new SandboxSettings(0, file, false, Duration.ofMillis(5)))) {
            assertThat(sandbox.awaitIdle(Duration.ofSeconds(5))).isTrue();
            assertThat(sandbox.adminToken()).isEqualTo(token);
            var pod = sandbox.objects("Pod", "default").getFirst();
            assertThat(Trees.text(pod, "metadata", "uid")).isEqualTo(uid);
            assertThat(Pods.isReady(pod)).isTrue();
            assertThat(Trees.number(
                            9, Trees.items(pod, "status", "containerStatuses").getFirst(), "restartCount"))
                    .isZero();
            sandbox.install(WORKER.replace("replicas: 2", "replicas: 3"));
            awaitReady(sandbox, 3);
        }
    }

    @Test
    void aKilledClusterLosesNothingThatIsOlderThanAMoment() throws IOException {
        var file = folder.resolve("state.json");
        var copy = folder.resolve("copy.json");
        try (var sandbox = Sandbox.start(new SandboxSettings(0, file, false, Duration.ofMillis(5)))) {
            sandbox.install(WORKER);
            awaitReady(sandbox, 2);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(file).content().contains("\"readyReplicas\":2"));
            Files.copy(file, copy);
        }
        try (var sandbox = Sandbox.start(new SandboxSettings(0, copy, false, Duration.ofMillis(5)))) {
            awaitReady(sandbox, 2);
        }
    }

    @Test
    void aFileThatIsNoStateIsRefusedAndLeftAlone() throws IOException {
        var file = folder.resolve("state.json");
        Files.writeString(file, "not a state");
        assertThatThrownBy(() -> Sandbox.start(SandboxSettings.keptIn(file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("state.json");
        assertThat(Files.readString(file)).isEqualTo("not a state");
    }

    @Test
    void aCordonedNodeStaysCordoned() {
        var file = folder.resolve("state.json");
        try (var sandbox = Sandbox.start(new SandboxSettings(0, file, false, Duration.ofMillis(5)))) {
            sandbox.install("{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {unschedulable: true}}");
        }
        try (var sandbox = Sandbox.start(new SandboxSettings(0, file, false, Duration.ofMillis(5)))) {
            assertThat(Trees.truth(sandbox.object("Node", "", "node-1").orElseThrow(), "spec", "unschedulable"))
                    .isTrue();
        }
    }

    private static void awaitReady(Sandbox sandbox, int replicas) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Trees.number(
                                0,
                                sandbox.object("Deployment", "default", "worker")
                                        .orElseThrow(),
                                "status",
                                "readyReplicas"))
                        .isEqualTo(replicas));
    }
}
