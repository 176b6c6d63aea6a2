package io.lexiops.server.sandbox;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ControllerTests {

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory());

    @Test
    void backOffsGrowAndAreShortenedByThePace() {
        sandbox.install(pod("crash", "command: [sh, -c, \"exit 1\"]"));
        eventually(() -> assertThat(waiting("crash")).startsWith("back-off 10s restarting failed container=main"));
        sandbox.advance(Duration.ofSeconds(3));
        eventually(() -> assertThat(waiting("crash")).startsWith("back-off 20s restarting failed container=main"));
        sandbox.advance(Duration.ofSeconds(5));
        eventually(() -> assertThat(waiting("crash")).startsWith("back-off 40s restarting failed container=main"));
        assertThat(Trees.number(0, status("crash"), "restartCount")).isEqualTo(3);
    }

    @Test
    void aRunThatEndsWellIsNotStartedAgainWhenItShallNot() {
        sandbox.install(
                pod("once", "command: [sh, -c, \"echo done\"]").replace("spec:", "spec:\n  restartPolicy: Never"));
        eventually(() -> assertThat(phase("once")).isEqualTo("Succeeded"));
        sandbox.install(
                pod("failed", "command: [sh, -c, \"exit 2\"]").replace("spec:", "spec:\n  restartPolicy: Never"));
        eventually(() -> assertThat(phase("failed")).isEqualTo("Failed"));
    }

    @Test
    void cronJobsStartJobsOnTime() {
        sandbox.install("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: minutely, namespace: default}
                spec:
                  schedule: "* * * * *"
                  successfulJobsHistoryLimit: 1
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: main, image: "registry.test/busybox:1.1", command: [sh, -c, "echo tick"]}]
                """);
        for (int i = 0; i < 3; i++) {
            sandbox.advance(Duration.ofMinutes(1));
            eventually(() -> assertThat(finishedJobs()).isNotEmpty());
        }
        eventually(() -> assertThat(finishedJobs()).hasSize(1));
        assertThat(Trees.text(
                        sandbox.object("CronJob", "default", "minutely").orElseThrow(), "status", "lastScheduleTime"))
                .isNotEmpty();
    }

    private List<ObjectNode> finishedJobs() {
        return sandbox.objects("Job", "default").stream()
                .filter(JobController::isFinished)
                .toList();
    }

    @Test
    void anAutoscalerKeepsReplicasWithinItsBounds() {
        sandbox.install(deployment("bound", 5, ""));
        sandbox.install("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: bound, namespace: default}
                spec: {minReplicas: 2, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: bound}}
                """);
        eventually(() -> assertThat(Trees.number(
                        0, sandbox.object("Deployment", "default", "bound").orElseThrow(), "spec", "replicas"))
                .isEqualTo(3));
    }

    @Test
    void aBudgetCountsWhatMayGo() {
        sandbox.install(deployment("guarded", 3, ""));
        sandbox.install("""
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: guarded, namespace: default}
                spec: {minAvailable: 2, selector: {matchLabels: {app: guarded}}}
                """);
        eventually(() -> {
            var status = sandbox.object("PodDisruptionBudget", "default", "guarded")
                    .orElseThrow()
                    .path("status");
            assertThat(Trees.number(0, status, "currentHealthy")).isEqualTo(3);
            assertThat(Trees.number(0, status, "disruptionsAllowed")).isEqualTo(1);
        });
    }

    @Test
    void claimsGetAVolumeOfTheirClassAndGiveItBack() {
        sandbox.install("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        eventually(() -> assertThat(Trees.text(
                        sandbox.object("PersistentVolumeClaim", "default", "data")
                                .orElseThrow(),
                        "status",
                        "phase"))
                .isEqualTo("Bound"));
        assertThat(sandbox.objects("PersistentVolume", "")).hasSize(1);
        sandbox.install("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: none, namespace: default}
                spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        eventually(() -> assertThat(messages("none")).contains("storageclass.storage.k8s.io \"fast\" not found"));
    }

    @Test
    void taintsAndAntiAffinityAreExplained() {
        sandbox.install(
                "{apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {taints: [{key: only, value: gpu, effect: NoSchedule}]}}");
        sandbox.install(deployment("apart", 2, """
                affinity:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                    - {labelSelector: {matchLabels: {app: apart}}, topologyKey: kubernetes.io/hostname}
                """));
        eventually(
                () -> assertThat(messages("apart"))
                        .contains(
                                "0/2 nodes are available: 1 node(s) didn't match pod anti-affinity rules, 1 node(s) had untolerated taint"
                                        + " {only: gpu}. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."));
    }

    @Test
    void aSlowStartNeedsAProbeThatWaits() {
        sandbox.install(pod(
                        "slow",
                        "livenessProbe: {httpGet: {path: /healthz, port: 8091}, periodSeconds: 1, failureThreshold: 1}")
                .replace("busybox:1.1", "payments-ledger:1.4-slow"));
        eventually(() ->
                assertThat(Trees.number(0, status("slow"), "restartCount")).isPositive());
        assertThat(messages("slow")).contains("Container main failed liveness probe, will be restarted");
    }

    @Test
    void aCommandProbeSeesTheFilesOfTheProgram() {
        sandbox.install(
                pod(
                        "files",
                        "command: [sh, -c, \"touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600\"],"
                                + " readinessProbe: {exec: {command: [cat, /tmp/healthy]}, periodSeconds: 1, failureThreshold: 1}"));
        eventually(() -> assertThat(Trees.truth(status("files"), "ready")).isTrue());
        sandbox.advance(Duration.ofSeconds(31));
        eventually(() -> assertThat(Trees.truth(status("files"), "ready")).isFalse());
        assertThat(messages("files"))
                .contains("Readiness probe failed: cat: can't open '/tmp/healthy': No such file or directory");
    }

    @Test
    void theSameEventAgainOnlyCounts() {
        sandbox.install(pod("again", "command: [sh, -c, \"exit 1\"]"));
        eventually(() -> assertThat(waiting("again")).startsWith("back-off"));
        sandbox.advance(Duration.ofSeconds(3));
        eventually(() -> assertThat(sandbox.objects("Event", "default").stream()
                        .filter(event -> Trees.text(event, "message").startsWith("Back-off restarting"))
                        .map(event -> Trees.number(0, event, "count")))
                .containsExactly(2));
    }

    @Test
    void aRolloutTakesWellUnderASecond() {
        sandbox.install(deployment("quick", 3, ""));
        eventually(() -> assertThat(ready("quick")).isEqualTo(3));
        long begin = System.nanoTime();
        sandbox.install(deployment("quick", 3, "").replace("1.22", "1.23"));
        eventually(() -> {
            var deployment = sandbox.object("Deployment", "default", "quick").orElseThrow();
            assertThat(Trees.number(0, deployment, "status", "updatedReplicas")).isEqualTo(3);
            assertThat(Trees.number(0, deployment, "status", "replicas")).isEqualTo(3);
            assertThat(ready("quick")).isEqualTo(3);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    private int ready(String deployment) {
        return Trees.number(
                0, sandbox.object("Deployment", "default", deployment).orElseThrow(), "status", "readyReplicas");
    }

    private String phase(String pod) {
        return Trees.text(sandbox.object("Pod", "default", pod).orElseThrow(), "status", "phase");
    }

    private JsonNode status(String pod) {
        return Trees.items(sandbox.object("Pod", "default", pod).orElseThrow(), "status", "containerStatuses").stream()
                .findFirst()
                .orElseGet(Trees::object);
    }

    private String waiting(String pod) {
        return Trees.text(status(pod), "state", "waiting", "message");
    }

    private List<String> messages(String about) {
        return sandbox.objects("Event", "default").stream()
                .filter(event -> Trees.text(event, "involvedObject", "name").startsWith(about))
                .map(event -> Trees.text(event, "message"))
                .toList();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion::run);
    }

    private static String pod(String name, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default}
                spec:
                  containers:
                  - {name: main, image: "registry.test/busybox:1.1", %s}
                """.formatted(name, container);
    }

    private static String deployment(String name, int replicas, String spec) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: default}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                      - {name: main, image: "registry.test/nginx:1.22"}
                %3$s
                """.formatted(name, replicas, spec.indent(6));
    }
}
