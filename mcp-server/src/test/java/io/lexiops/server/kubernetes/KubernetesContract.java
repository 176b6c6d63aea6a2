package io.lexiops.server.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A namespace on some cluster, and requests to it that are not ours. Where two clusters differ, the sandbox is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KubernetesContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final String namespace = "sandbox-" + Long.toString(System.nanoTime(), 36) + NUMBER.incrementAndGet();
    private RawApi api;

    abstract String kubeconfig();

    @BeforeAll
    void makeTheNamespace() {
        api = RawApi.of(kubeconfig());
        assertThat(api.post(
                                "/api/v1/namespaces",
                                yaml("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}"))
                        .code())
                .isEqualTo(201);
        eventually(() ->
                assertThat(api.get(core("serviceaccounts") + "/default").code()).isEqualTo(200));
    }

    @AfterAll
    void removeTheNamespace() {
        api.delete("/api/v1/namespaces/" + namespace, null);
    }

    RawApi api() {
        return api;
    }

    /** Somebody with only that token. */
    RawApi as(String token) {
        return RawApi.of(RawApi.withToken(kubeconfig(), token));
    }

    String core(String plural) {
        return "/api/v1/namespaces/" + namespace + "/" + plural;
    }

    String apps(String plural) {
        return "/apis/apps/v1/namespaces/" + namespace + "/" + plural;
    }

    String batch(String plural) {
        return "/apis/batch/v1/namespaces/" + namespace + "/" + plural;
    }

    @SuppressWarnings("unchecked") // a YAML map with string keys
    static Map<String, Object> yaml(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    KubernetesObject created(String path, String yaml) {
        var answer = api.post(path, yaml(yaml));
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
        return answer.body();
    }

    KubernetesObject configMap(String name, Map<String, Object> data) {
        var answer = api.post(
                core("configmaps"),
                Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", name), "data", data));
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
        return answer.body();
    }

    /** A deployment with one container, whose fields beside name and image are given as YAML. */
    KubernetesObject deployment(String name, int replicas, String image, String container) {
        return created(apps("deployments"), deploymentText(name, replicas, image, container));
    }

    static String deploymentText(String name, int replicas, String image, String container) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - {name: main, image: "%3$s"%4$s}
                """.formatted(name, replicas, image, container.isEmpty() ? "" : ", " + container);
    }

    KubernetesObject pod(String name, String image, String container, String spec) {
        return created(core("pods"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: %s}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: "%s"%s}
                %s
                """.formatted(
                        name, name, image, container.isEmpty() ? "" : ", " + container, spec.indent(2)));
    }

    KubernetesObject read(String path) {
        var answer = api.get(path);
        assertThat(answer.code()).as(path + ": " + answer.message()).isEqualTo(200);
        return answer.body();
    }

    KubernetesObject readPod(String name) {
        return read(core("pods") + "/" + name);
    }

    List<KubernetesObject> pods(String app) {
        return read(core("pods") + "?labelSelector=app%3D" + app).objectsAt("items").stream()
                .map(KubernetesObject::new)
                .toList();
    }

    /** The status of the first container. */
    static KubernetesObject container(KubernetesObject pod) {
        var statuses = pod.objectsAt("status", "containerStatuses");
        return new KubernetesObject(statuses.isEmpty() ? Map.of() : statuses.getFirst());
    }

    static String condition(KubernetesObject object, String type) {
        return object.objectsAt("status", "conditions").stream()
                .map(KubernetesObject::new)
                .filter(condition -> condition.textAt("", "type").equals(type))
                .map(condition -> condition.textAt("", "status"))
                .findFirst()
                .orElse("absent");
    }

    List<String> eventsOf(String name) {
        var messages = new ArrayList<String>();
        for (var event : read(core("events")).objectsAt("items")) {
            var object = new KubernetesObject(event);
            if (object.textAt("", "involvedObject", "name").startsWith(name)) {
                messages.add(object.textAt("", "type") + " " + object.textAt("", "reason") + ": "
                        + object.textAt("", "message"));
            }
        }
        return messages;
    }

    String log(String pod, String query) {
        return api.text(core("pods") + "/" + pod + "/log" + query);
    }

    /** An assertion that may fail at first. */
    interface Assertion {
        void hold() throws Exception;
    }

    static void eventually(Assertion assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion::hold);
    }
}
