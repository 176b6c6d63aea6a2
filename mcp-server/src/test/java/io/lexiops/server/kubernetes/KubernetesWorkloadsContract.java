package io.lexiops.server.kubernetes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens in a cluster by itself: workloads, services, and what goes wrong with them. */
abstract class KubernetesWorkloadsContract extends KubernetesContract {

    private static final String NGINX = "registry.test/nginx:1.22";
    private static final String BUSYBOX = "registry.test/busybox:1.1";

    @Test
    void aDeploymentRollsFromOneRevisionToTheNext() {
        deployment("roll", 2, "registry.test/nginx:1.21", "readinessProbe: {httpGet: {path: /healthz, port: 80}}");
        eventually(() -> assertThat(read(apps("deployments") + "/roll").numberAt(0, "status", "availableReplicas"))
                .isEqualTo(2));
        api().patch(
                        apps("deployments") + "/roll",
                        "strategic-merge-patch",
                        yaml("{spec: {template: {spec: {containers: [{name: main, image: \"" + NGINX + "\"}]}}}}"));
        eventually(() -> {
            var deployment = read(apps("deployments") + "/roll");
            assertThat(deployment.numberAt(0, "status", "observedGeneration")).isEqualTo(2);
            assertThat(deployment.numberAt(0, "status", "updatedReplicas")).isEqualTo(2);
            assertThat(deployment.numberAt(0, "status", "availableReplicas")).isEqualTo(2);
            assertThat(deployment.numberAt(0, "status", "replicas")).isEqualTo(2);
            assertThat(condition(deployment, "Available")).isEqualTo("True");
            assertThat(condition(deployment, "Progressing")).isEqualTo("True");
        });
        var deployment = read(apps("deployments") + "/roll");
        assertThat(deployment.textAt("", "metadata", "annotations", "deployment.kubernetes.io/revision"))
                .isEqualTo("2");
        var sets = read(apps("replicasets") + "?labelSelector=app%3Droll").objectsAt("items");
        assertThat(sets).hasSize(2);
        var hashes = new HashSet<String>();
        sets.forEach(
                set -> hashes.add(new KubernetesObject(set).textAt("", "metadata", "labels", "pod-template-hash")));
        assertThat(hashes).hasSize(2).doesNotContain("");
        assertThat(eventsOf("roll"))
                .anyMatch(event -> event.matches("Normal ScalingReplicaSet: Scaled up replica set roll-.* to .*"));
    }

    @Test
    void scalingMakesAndRemovesPods() {
        deployment("size", 1, NGINX, "");
        eventually(() -> assertThat(pods("size")).hasSize(1));
        api().patch(apps("deployments") + "/size/scale", "merge-patch", yaml("{spec: {replicas: 3}}"));
        eventually(() -> assertThat(read(apps("deployments") + "/size").numberAt(0, "status", "readyReplicas"))
                .isEqualTo(3));
        api().patch(apps("deployments") + "/size/scale", "merge-patch", yaml("{spec: {replicas: 0}}"));
        eventually(() -> assertThat(read(apps("deployments") + "/size").at("status", "readyReplicas"))
                .isNull());
    }

    @Test
    void aHealthyPodIsReportedAsTheKubeletDoes() {
        pod("well", NGINX, "readinessProbe: {httpGet: {path: /, port: 80}}", "");
        eventually(() -> assertThat(condition(readPod("well"), "Ready")).isEqualTo("True"));
        var pod = readPod("well");
        assertThat(pod.textAt("", "status", "phase")).isEqualTo("Running");
        assertThat(pod.textAt("", "status", "podIP")).matches("\\d+(\\.\\d+){3}");
        assertThat(pod.textAt("", "status", "qosClass")).isEqualTo("BestEffort");
        assertThat(pod.textAt("", "spec", "nodeName")).isNotEmpty();
        assertThat(pod.textAt("", "spec", "serviceAccountName")).isEqualTo("default");
        assertThat(condition(pod, "PodScheduled")).isEqualTo("True");
        assertThat(condition(pod, "Initialized")).isEqualTo("True");
        assertThat(condition(pod, "ContainersReady")).isEqualTo("True");
        assertThat(container(pod).at("ready")).isEqualTo(true);
        assertThat(container(pod).at("started")).isEqualTo(true);
        assertThat(container(pod).textAt("", "state", "running", "startedAt")).endsWith("Z");
        assertThat(container(pod).textAt("", "containerID")).startsWith("containerd://");
        eventually(() -> assertThat(eventsOf("well"))
                .anyMatch(
                        event -> event.startsWith("Normal Scheduled: Successfully assigned " + namespace + "/well to "))
                .anyMatch(event -> event.startsWith("Normal Created: Created container"))
                .contains("Normal Started: Started container main"));
    }

    @Test
    void anImageTagThatDoesNotExistIsNotPulled() {
        pod("untagged", "registry.test/nginx:9.99", "", "");
        eventually(() -> assertThat(waiting("untagged")).isEqualTo("ImagePullBackOff"));
        assertThat(container(readPod("untagged")).textAt("", "state", "waiting", "message"))
                .startsWith("Back-off pulling image \"registry.test/nginx:9.99\"");
        assertThat(readPod("untagged").textAt("", "status", "phase")).isEqualTo("Pending");
        assertThat(eventsOf("untagged"))
                .anyMatch(event -> event.startsWith(
                        "Warning Failed: Failed to pull image \"registry.test/nginx:9.99\": rpc error"))
                .contains("Warning Failed: Error: ErrImagePull", "Warning Failed: Error: ImagePullBackOff");
        assertThat(log("untagged", "")).contains("trying and failing to pull image");
    }

    private String waiting(String pod) {
        return container(readPod(pod)).textAt("", "state", "waiting", "reason");
    }

    @Test
    void anImageNameThatIsNoneIsSaidToBeInvalid() {
        pod("misnamed", "Registry.test/NGINX:1.22", "", "");
        eventually(() -> assertThat(waiting("misnamed")).isEqualTo("InvalidImageName"));
        assertThat(container(readPod("misnamed")).textAt("", "state", "waiting", "message"))
                .contains("couldn't parse image");
    }

    @Test
    void aCommandThatIsNotInTheImageCrashes() {
        pod("nocommand", BUSYBOX, "command: [no-such-program]", "");
        eventually(() -> assertThat(waiting("nocommand")).isEqualTo("CrashLoopBackOff"));
        var last = new KubernetesObject(container(readPod("nocommand")).mapAt("lastState", "terminated"));
        assertThat(last.textAt("", "reason")).isEqualTo("StartError");
        assertThat(last.numberAt(0, "exitCode")).isEqualTo(128);
        assertThat(last.textAt("", "message"))
                .contains("exec: \"no-such-program\": executable file not found in $PATH");
        assertThat(eventsOf("nocommand"))
                .anyMatch(event -> event.startsWith("Warning BackOff: Back-off restarting failed container"));
    }

    @Test
    void aProgramThatFailsIsRestartedAndItsLogIsKept() {
        pod("crash", BUSYBOX, "command: [sh, -c, \"echo before; exit 7\"]", "");
        eventually(() -> {
            var status = container(readPod("crash"));
            assertThat(status.numberAt(0, "restartCount")).isPositive();
            assertThat(status.textAt("", "state", "waiting", "reason")).isEqualTo("CrashLoopBackOff");
            assertThat(status.numberAt(0, "lastState", "terminated", "exitCode"))
                    .isEqualTo(7);
            assertThat(status.textAt("", "lastState", "terminated", "reason")).isEqualTo("Error");
        });
        assertThat(readPod("crash").textAt("", "status", "phase")).isEqualTo("Running");
        assertThat(log("crash", "?previous=true")).isEqualTo("before\n");
        assertThat(container(readPod("crash")).textAt("", "state", "waiting", "message"))
                .matches("back-off \\S+ restarting failed container=main pod=crash_" + namespace + "\\(.*\\)");
    }

    @Test
    void aProbePathThatIsNotServedKeepsThePodOutOfService() {
        pod(
                "path",
                NGINX,
                "ports: [{name: http, containerPort: 80}], readinessProbe: {httpGet: {path: /nope, port: http}, periodSeconds: 1}",
                "");
        service("path", "app: path", "80");
        eventually(() -> assertThat(eventsOf("path"))
                .contains("Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404"));
        assertThat(condition(readPod("path"), "Ready")).isEqualTo("False");
        assertThat(container(readPod("path")).at("ready")).isEqualTo(false);
        eventually(() -> {
            var subsets = read(core("endpoints") + "/path").objectsAt("subsets");
            assertThat(subsets).hasSize(1);
            assertThat(subsets.getFirst()).containsKey("notReadyAddresses").doesNotContainKey("addresses");
        });
    }

    @Test
    void aProbePortThatNobodyListensOnIsRefused() {
        pod("refuse", NGINX, "livenessProbe: {tcpSocket: {port: 81}, periodSeconds: 1, failureThreshold: 2}", "");
        eventually(() -> {
            assertThat(eventsOf("refuse"))
                    .anyMatch(event -> event.matches(
                            "Warning Unhealthy: Liveness probe failed: dial tcp .*:81: connect: connection refused"))
                    .contains("Normal Killing: Container main failed liveness probe, will be restarted");
            assertThat(container(readPod("refuse")).numberAt(0, "restartCount")).isPositive();
        });
    }

    @Test
    void aCommandProbeTellsByItsExitCode() {
        pod(
                "exec",
                BUSYBOX,
                "command: [sleep, \"3600\"], readinessProbe: {exec: {command: [\"false\"]}, periodSeconds: 1}",
                "");
        eventually(() -> assertThat(eventsOf("exec"))
                .anyMatch(event -> event.startsWith("Warning Unhealthy: Readiness probe failed:")));
        assertThat(condition(readPod("exec"), "ContainersReady")).isEqualTo("False");
    }

    @Test
    void aMissingConfigMapKeepsTheContainerFromBeingMade() {
        pod("config", NGINX, "env: [{name: A, valueFrom: {configMapKeyRef: {name: later, key: a}}}]", "");
        eventually(() -> assertThat(waiting("config")).isEqualTo("CreateContainerConfigError"));
        assertThat(container(readPod("config")).textAt("", "state", "waiting", "message"))
                .isEqualTo("configmap \"later\" not found");
        assertThat(eventsOf("config")).contains("Warning Failed: Error: configmap \"later\" not found");
        configMap("later", Map.of("b", "1"));
        eventually(() -> assertThat(container(readPod("config")).textAt("", "state", "waiting", "message"))
                .isEqualTo("couldn't find key a in ConfigMap " + namespace + "/later"));
        api().patch(core("configmaps") + "/later", "merge-patch", Map.of("data", Map.of("a", "1")));
        eventually(() -> assertThat(condition(readPod("config"), "Ready")).isEqualTo("True"));
    }

    @Test
    void aMissingSecretKeepsTheVolumeFromBeingMounted() {
        pod(
                "mounting",
                NGINX,
                "volumeMounts: [{name: keys, mountPath: /keys}]",
                "volumes: [{name: keys, secret: {secretName: absent}}]");
        eventually(
                () -> assertThat(eventsOf("mounting"))
                        .contains(
                                "Warning FailedMount: MountVolume.SetUp failed for volume \"keys\" : secret \"absent\" not found"));
        assertThat(waiting("mounting")).isEqualTo("ContainerCreating");
    }

    @Test
    void moreMemoryThanTheLimitIsTheEndOfAContainer() {
        pod("hungry", BUSYBOX, "command: [sh, -c, \"tail /dev/zero\"], resources: {limits: {memory: 16Mi}}", "");
        eventually(() -> {
            var status = container(readPod("hungry"));
            var ended = new KubernetesObject(
                    status.at("lastState", "terminated") == null
                            ? status.mapAt("state", "terminated")
                            : status.mapAt("lastState", "terminated"));
            assertThat(ended.textAt("", "reason")).isEqualTo("OOMKilled");
            assertThat(ended.numberAt(0, "exitCode")).isEqualTo(137);
        });
    }

    @Test
    void aPodThatFitsNowhereSaysWhy() {
        pod("nowhere", NGINX, "", "nodeSelector: {disk: ssd}");
        eventually(() -> assertThat(scheduled("nowhere"))
                .contains("nodes are available: ")
                .contains("node(s) didn't match"));
        pod("huge", NGINX, "resources: {requests: {cpu: \"512\"}}", "");
        eventually(() -> assertThat(scheduled("huge")).contains("Insufficient cpu"));
        assertThat(eventsOf("huge")).anyMatch(event -> event.startsWith("Warning FailedScheduling: 0/"));
        assertThat(readPod("huge").textAt("", "status", "phase")).isEqualTo("Pending");
    }

    private String scheduled(String pod) {
        return readPod(pod).objectsAt("status", "conditions").stream()
                .map(KubernetesObject::new)
                .filter(condition -> condition.textAt("", "type").equals("PodScheduled"))
                .map(condition -> condition.textAt("", "message"))
                .findFirst()
                .orElse("");
    }

    private void service(String name, String selector, String targetPort) {
        created(
                core("services"),
                "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}, spec: {selector: {" + selector
                        + "}, ports: [{name: http, port: 80, targetPort: " + targetPort + "}]}}");
    }

    @Test
    void aServiceHasTheReadyPodsThatItSelectsBehindIt() {
        deployment("served", 2, NGINX, "ports: [{name: web, containerPort: 80}]");
        service("served", "app: served", "web");
        service("unserved", "app: serve", "web");
        eventually(() -> {
            var subsets = read(core("endpoints") + "/served").objectsAt("subsets");
            assertThat(subsets).hasSize(1);
            var subset = new KubernetesObject(subsets.getFirst());
            assertThat(subset.objectsAt("addresses")).hasSize(2);
            assertThat(new KubernetesObject(subset.objectsAt("ports").getFirst()).numberAt(0, "port"))
                    .isEqualTo(80);
        });
        assertThat(read(core("endpoints") + "/unserved").objectsAt("subsets")).isEmpty();
    }

    @Test
    void initContainersComeFirst() {
        pod(
                "prepared",
                NGINX,
                "",
                "initContainers: [{name: first, image: \"" + BUSYBOX + "\", command: [sh, -c, \"echo ready\"]}]");
        eventually(() -> assertThat(condition(readPod("prepared"), "Ready")).isEqualTo("True"));
        var init = new KubernetesObject(
                readPod("prepared").objectsAt("status", "initContainerStatuses").getFirst());
        assertThat(init.textAt("", "state", "terminated", "reason")).isEqualTo("Completed");
        assertThat(init.at("ready")).isEqualTo(true);
        assertThat(log("prepared", "?container=first")).isEqualTo("ready\n");
        pod(
                "unprepared",
                NGINX,
                "",
                "initContainers: [{name: first, image: \"" + BUSYBOX + "\", command: [sh, -c, \"exit 1\"]}]");
        eventually(() ->
                assertThat(condition(readPod("unprepared"), "Initialized")).isEqualTo("False"));
        eventually(() -> assertThat(waiting("unprepared")).isEqualTo("PodInitializing"));
    }

    @Test
    void logsAreCutFromTheEnd() {
        pod("talk", BUSYBOX, "command: [sh, -c, \"for i in 1 2 3 4 5; do echo line $i; done; sleep 3600\"]", "");
        eventually(() -> assertThat(log("talk", "")).hasLineCount(5));
        assertThat(log("talk", "?tailLines=2")).isEqualTo("line 4\nline 5\n");
        assertThat(log("talk", "?tailLines=1&timestamps=true")).matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z line 5\n");
        assertThat(log("talk", "?container=other")).contains("container other is not valid for pod talk");
        assertThat(log("talk", "?previous=true"))
                .contains("previous terminated container")
                .contains("not found");
    }

    @Test
    void aJobCompletesOrGivesUp() {
        created(batch("jobs"), job("done", "echo ok", "backoffLimit: 0"));
        eventually(() -> {
            var job = read(batch("jobs") + "/done");
            assertThat(condition(job, "Complete")).isEqualTo("True");
            assertThat(job.numberAt(0, "status", "succeeded")).isEqualTo(1);
            assertThat(job.textAt("", "status", "completionTime")).isNotEmpty();
        });
        created(batch("jobs"), job("lost", "exit 3", "backoffLimit: 0"));
        eventually(() -> {
            var job = read(batch("jobs") + "/lost");
            assertThat(condition(job, "Failed")).isEqualTo("True");
            assertThat(job.numberAt(0, "status", "failed")).isEqualTo(1);
        });
        eventually(() -> assertThat(eventsOf("lost"))
                .contains("Warning BackoffLimitExceeded: Job has reached the specified backoff limit"));
    }

    private static String job(String name, String script, String spec) {
        return "{apiVersion: batch/v1, kind: Job, metadata: {name: " + name + "}, spec: {" + spec
                + ", template: {spec: {restartPolicy: Never, containers: [{name: main, image: \"" + BUSYBOX
                + "\", command: [sh, -c, \"" + script + "\"]}]}}}}";
    }

    @Test
    void aStatefulSetNamesItsPodsInOrder() {
        created(apps("statefulsets"), """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: state}
                spec:
                  serviceName: state
                  replicas: 2
                  selector: {matchLabels: {app: state}}
                  template:
                    metadata: {labels: {app: state}}
                    spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: "%s"}]}
                """.formatted(NGINX));
        eventually(() -> {
            var set = read(apps("statefulsets") + "/state");
            assertThat(set.numberAt(0, "status", "readyReplicas")).isEqualTo(2);
            assertThat(set.textAt("", "status", "currentRevision"))
                    .isEqualTo(set.textAt("-", "status", "updateRevision"));
        });
        assertThat(pods("state")).extracting(KubernetesObject::name).containsExactly("state-0", "state-1");
        assertThat(readPod("state-0").textAt("", "metadata", "labels", "statefulset.kubernetes.io/pod-name"))
                .isEqualTo("state-0");
    }

    @Test
    void aDaemonSetHasAPodOnEveryNode() {
        created(apps("daemonsets"), """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: every}
                spec:
                  selector: {matchLabels: {app: every}}
                  template:
                    metadata: {labels: {app: every}}
                    spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: "%s"}]}
                """.formatted(NGINX));
        int nodes = read("/api/v1/nodes").objectsAt("items").size();
        eventually(() -> assertThat(read(apps("daemonsets") + "/every").numberAt(0, "status", "numberReady"))
                .isEqualTo(nodes));
    }

    @Test
    void whatADeploymentOwnsGoesWithItOrStays() {
        deployment("owner", 1, NGINX, "");
        deployment("orphaned", 1, NGINX, "");
        eventually(() -> assertThat(pods("owner")).hasSize(1));
        eventually(() -> assertThat(pods("orphaned")).hasSize(1));
        api().delete(apps("deployments") + "/owner", Map.of("propagationPolicy", "Foreground"));
        eventually(() ->
                assertThat(api().get(apps("deployments") + "/owner").code()).isEqualTo(404));
        assertThat(sets("owner")).isEmpty();
        api().delete(apps("deployments") + "/orphaned", Map.of("propagationPolicy", "Orphan"));
        eventually(() ->
                assertThat(api().get(apps("deployments") + "/orphaned").code()).isEqualTo(404));
        eventually(() -> {
            assertThat(sets("orphaned")).hasSize(1);
            assertThat(new KubernetesObject(sets("orphaned").getFirst()).objectsAt("metadata", "ownerReferences"))
                    .isEmpty();
        });
    }

    private List<Map<String, Object>> sets(String app) {
        return read(apps("replicasets") + "?labelSelector=app%3D" + app).objectsAt("items");
    }

    @Test
    void aStuckRolloutSaysSoAfterItsDeadline() {
        var text = deploymentText("stuck", 1, "registry.test/nginx:9.98", "")
                .replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 2");
        created(apps("deployments"), text);
        eventually(() -> {
            var deployment = read(apps("deployments") + "/stuck");
            assertThat(condition(deployment, "Progressing")).isEqualTo("False");
            assertThat(deployment.objectsAt("status", "conditions"))
                    .anyMatch(condition -> "ProgressDeadlineExceeded".equals(condition.get("reason")));
            assertThat(condition(deployment, "Available")).isEqualTo("False");
        });
    }

    @Test
    void aPausedDeploymentDoesNotRoll() {
        deployment("pause", 1, "registry.test/nginx:1.21", "");
        eventually(() -> assertThat(read(apps("deployments") + "/pause").numberAt(0, "status", "readyReplicas"))
                .isEqualTo(1));
        api().patch(apps("deployments") + "/pause", "merge-patch", yaml("{spec: {paused: true}}"));
        api().patch(
                        apps("deployments") + "/pause",
                        "strategic-merge-patch",
                        yaml("{spec: {template: {spec: {containers: [{name: main, image: \"" + NGINX + "\"}]}}}}"));
        eventually(() -> {
            var deployment = read(apps("deployments") + "/pause");
            assertThat(deployment.numberAt(0, "status", "observedGeneration")).isEqualTo(3);
            assertThat(deployment.at("status", "updatedReplicas")).isNull();
        });
        api().patch(apps("deployments") + "/pause", "merge-patch", yaml("{spec: {paused: null}}"));
        eventually(() -> assertThat(read(apps("deployments") + "/pause").numberAt(0, "status", "updatedReplicas"))
                .isEqualTo(1));
    }
}
