package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two server processes, each with a ledger of its own, before one cluster: only the cluster can tell who was first. */
class TwoServersTests {

    @Test
    void ofTwoWritesToOneObjectOneWinsAndTheOtherIsRefusedWithWhoAndWhat(@TempDir Path folder) throws Exception {
        try (var sandbox = Sandbox.start(SandboxSettings.inMemory());
                var api = new ApiProxy(sandbox)) {
            sandbox.install("""
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: crash}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: shared, namespace: crash}
                    data: {value: old}
                    """);
            try (var one = new KillableServer(Files.createDirectory(folder.resolve("one")), api.kubeconfig());
                    var two = new KillableServer(Files.createDirectory(folder.resolve("two")), api.kubeconfig())) {
                var calls = List.of(confirmed(one, "one"), confirmed(two, "two"));
                // Both have looked at the object once more before either of them writes.
                var barrier = new CyclicBarrier(2);
                api.stepInAt((number, done) -> done || met(barrier));
                try (var pool = Executors.newFixedThreadPool(2)) {
                    var first = pool.submit(() -> one.client().call("k8s_patch", calls.get(0)));
                    var second = pool.submit(() -> two.client().call("k8s_patch", calls.get(1)));
                    var results = List.of(first.get(), second.get());
                    assertThat(results)
                            .filteredOn(result -> !WireSession.failed(result))
                            .hasSize(1);
                    assertThat(results)
                            .filteredOn(WireSession::failed)
                            .singleElement()
                            .satisfies(lost -> assertThat(WireSession.text(lost))
                                    .contains("ConfigMap/shared was changed since the preview at data.value by"));
                }
            }
        }
    }

    private static boolean met(CyclicBarrier barrier) {
        try {
            barrier.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.BrokenBarrierException _) {
            return true;
        }
    }

    private static Map<String, Object> confirmed(KillableServer server, String value) {
        var arguments = new LinkedHashMap<String, Object>(Map.of(
                "kind",
                "ConfigMap",
                "name",
                "shared",
                "namespace",
                "crash",
                "patch",
                Map.of("data", Map.of("value", value))));
        var preview = WireSession.object(server.client().call("k8s_patch", arguments), "structuredContent");
        arguments.put("confirm", WireSession.object(preview, "confirmation").get("handle"));
        return arguments;
    }
}
