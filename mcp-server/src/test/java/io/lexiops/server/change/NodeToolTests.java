package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Cordon, uncordon and drain, on the two nodes of the sandbox. */
class NodeToolTests extends SandboxServer {

    private static final String NODE = "node-2";
    private static final Map<String, Object> ANYTHING = Map.of("force", true, "deleteEmptyDirData", true);

    @BeforeAll
    void aNamespaceAndADaemon() {
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: drained}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: drained}
                spec:
                  selector: {matchLabels: {app: agent}}
                  template:
                    metadata: {labels: {app: agent}}
                    spec: {containers: [{name: agent, image: "registry.test/pause:3.2"}]}
                """);
    }

    @AfterEach
    void intoServiceAgain() {
        granted("k8s_node", Map.of("action", "uncordon", "name", NODE), "user:alice");
    }

    @Test
    void cordonsAndUndoUncordons() {
        var change = granted("k8s_node", Map.of("action", "cordon", "name", NODE), "user:alice");
        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(unschedulable()).isTrue();
        assertThat(Json.part(change.structured().get("change")).get("inverse"))
                .isEqualTo(Map.of("tool", "k8s_node", "arguments", Map.of("action", "uncordon", "name", NODE)));
        assertThat(outcome(granted("change_undo", Map.of("id", id(change)), "user:alice")))
                .isEqualTo("CONVERGED");
        assertThat(unschedulable()).isFalse();
    }

    @Test
    void aNodeIsNeverWithoutRisk() {
        assertThat(preview(Map.of("action", "drain", "name", NODE, "force", true, "deleteEmptyDirData", true)))
                .containsEntry("risk", "HIGH");
    }

    @Test
    void refusesToTakeAwayWhatNothingBringsBack() {
        bare("alone", "emptyDir: {}");
        var refused = failure(call("k8s_node", dryRun(Map.of("action", "drain", "name", NODE)), REVIEWER, null));
        assertThat(refused.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(refused.message())
                .contains("Pod/alone in drained: no controller makes it anew: force: true")
                .contains("deleteEmptyDirData: true");
        assertThat(String.valueOf(refused.structured().get("staying"))).contains("agent-");
        assertThat(unschedulable()).isFalse();
        remove("Pod", "alone");
    }

    @Test
    void previewsEveryPodAndEvictsThemAndWaitsUntilTheyAreGone() {
        bare("goes", "emptyDir: {}");
        deployment("moves", "{}");
        var preview = preview(drain(Map.of()));
        assertThat(Json.parts(preview.get("changes")))
                .anySatisfy(change -> assertThat(change)
                        .containsEntry("operation", "evict")
                        .extracting("target")
                        .asString()
                        .contains("name=goes"));
        assertThat(String.valueOf(preview.get("warnings")))
                .contains("stays: Pod/agent-", "DaemonSet/agent would make it anew at once");

        var change = granted("k8s_node", drain(Map.of()), "user:alice");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(podsOnNode()).allSatisfy(name -> assertThat(name).startsWith("agent-"));
        assertThat(unschedulable()).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(call(
                                        "k8s_get",
                                        Map.of(
                                                "kind",
                                                "deploy",
                                                "name",
                                                "moves",
                                                "namespace",
                                                "drained",
                                                "output",
                                                "json"),
                                        ROUTER,
                                        null)
                                .structured()
                                .toString())
                        .contains("availableReplicas=1"));
        assertThat(outcome(granted("change_undo", Map.of("id", id(change)), "user:alice")))
                .isEqualTo("CONVERGED");
        assertThat(unschedulable()).isFalse();
    }

    @Test
    void drainsANodeThatIsCordonedAlready() {
        granted("k8s_node", Map.of("action", "cordon", "name", NODE), "user:alice");
        bare("late", "emptyDir: {}");
        var change = granted("k8s_node", drain(Map.of()), "user:alice");
        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(podsOnNode()).doesNotContain("late");
    }

    @Test
    void saysWhichPodWaitsForWhichBudgetWhenTimeIsUp() {
        deployment("guarded", "{kubernetes.io/hostname: " + NODE + "}");
        budget("guarded");
        assertThat(String.valueOf(preview(drain(Map.of())).get("warnings")))
                .contains(
                        "in drained cannot leave now: PodDisruptionBudget/guarded (1 of 1 pods are healthy, and it wants 1)");

        var change = granted("k8s_node", drain(Map.of("timeout", 5L)), "user:alice");

        assertThat(outcome(change)).isEqualTo("NOT_CONVERGED");
        assertThat(missing(change))
                .anySatisfy(line -> assertThat(line)
                        .matches("Pod/guarded-\\S+ in drained waits for PodDisruptionBudget/guarded .*"))
                .contains("stopped waiting after 5 seconds");
        remove("PodDisruptionBudget", "guarded");
        remove("Deployment", "guarded");
    }

    @Test
    void stopsEvictingWhenTheCallerGoesAway() throws ExecutionException, InterruptedException {
        deployment("held", "{kubernetes.io/hostname: " + NODE + "}");
        budget("held");
        var arguments = drain(Map.of());
        var claims = TestGrants.claims(
                "k8s_node", call("k8s_node", dryRun(arguments), REVIEWER, null).structured(), Instant.now());
        claims.put("approver", "user:alice");
        var context = FakeContext.granted(grants.sign(claims));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = threads.submit(() -> accompanied("k8s_node", arguments, ROUTER, context));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(context.progress())
                            .anySatisfy(line -> assertThat(line).contains("waits for PodDisruptionBudget/held")));
            context.stop().set(true);
            assertThat(missing(running.get())).contains("stopped waiting: the caller has gone");
        }
        remove("PodDisruptionBudget", "held");
        remove("Deployment", "held");
    }

    @Test
    void refusesArgumentsOfADrainForOtherActions() {
        var refused = failure(
                call("k8s_node", dryRun(Map.of("action", "cordon", "name", NODE, "force", true)), REVIEWER, null));
        assertThat(refused.message()).contains("'force' belongs to the action drain");
    }

    private static Map<String, Object> drain(Map<String, Object> more) {
        var arguments = new LinkedHashMap<String, Object>(ANYTHING);
        arguments.put("action", "drain");
        arguments.put("name", NODE);
        arguments.putAll(more);
        return arguments;
    }

    private static Map<String, Object> dryRun(Map<String, Object> arguments) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        return dryRun;
    }

    private Map<String, Object> preview(Map<String, Object> arguments) {
        return Json.part(
                call("k8s_node", dryRun(arguments), REVIEWER, null).structured().get("preview"));
    }

    private static List<String> missing(ToolResult change) {
        var convergence = Json.part(Json.part(change.structured().get("change")).get("convergence"));
        return convergence.get("missing") instanceof List<?> lines
                ? lines.stream().map(String::valueOf).toList()
                : List.of();
    }

    private boolean unschedulable() {
        var node = call("k8s_get", Map.of("kind", "node", "name", NODE, "output", "json"), ROUTER, null);
        return Json.part(Json.part(node.structured().get("object")).get("spec")).get("unschedulable") != null;
    }

    private List<String> podsOnNode() {
        var list = call(
                "k8s_list",
                Map.of("kind", "pods", "fieldSelector", "spec.nodeName=" + NODE, "output", "json", "limit", 200L),
                ROUTER,
                null);
        return Json.parts(list.structured().get("items")).stream()
                .map(item -> String.valueOf(Json.part(item.get("metadata")).get("name")))
                .toList();
    }

    private void bare(String name, String volume) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: drained}
                spec:
                  nodeName: %s
                  terminationGracePeriodSeconds: 1
                  volumes: [{name: scratch, %s}]
                  containers: [{name: main, image: "registry.test/pause:3.2"}]
                """.formatted(name, NODE, volume));
    }

    private void deployment(String name, String nodeSelector) {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: drained}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      nodeSelector: %2$s
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: "registry.test/pause:3.2"}]
                """.formatted(name, nodeSelector));
    }

    private void budget(String name) {
        apply("""
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: %1$s, namespace: drained}
                spec: {minAvailable: 1, selector: {matchLabels: {app: %1$s}}}
                """.formatted(name));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(call(
                                        "k8s_get",
                                        Map.of("kind", "pdb", "name", name, "namespace", "drained", "output", "json"),
                                        ROUTER,
                                        null)
                                .structured()
                                .toString())
                        .contains("currentHealthy=1"));
    }

    private void apply(String manifest) {
        assertThat(outcome(granted("k8s_apply", Map.of("manifest", manifest), "user:alice")))
                .isEqualTo("CONVERGED");
    }

    private void remove(String kind, String name) {
        assertThat(outcome(granted(
                        "k8s_delete", Map.of("kind", kind, "name", name, "namespace", "drained"), "user:alice")))
                .isEqualTo("CONVERGED");
    }
}
