package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The value of a Secret that nobody has read, copied to where nothing says that it is one. */
class CopiedSecretTests extends RunningServer {

    private final String name = "copied-" + UUID.randomUUID().toString().substring(0, 8);
    private final String value = "mallow tune " + UUID.randomUUID();

    private void plant() {
        TestCluster.sandbox().install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: copies}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: %1$s, namespace: copies}
                stringData: {verse: "%2$s"}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %1$s, namespace: copies, annotations: {note: "%2$s"}}
                data: {copy: "db://u/%2$s"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: copies, annotations: {note: "%2$s"}}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}, annotations: {note: "%2$s"}}
                    spec:
                      containers:
                        - name: main
                          image: "registry.test/busybox:1.0"
                          command: [sh, -c, "echo out %2$s; sleep 10000"]
                          env: [{name: COPY, value: "%2$s"}]
                """.formatted(name, value));
    }

    static Stream<Map.Entry<String, Map<String, Object>>> reads() {
        return Stream.of(
                Map.entry("k8s_get", Map.of("kind", "Deployment", "name", "NAME")),
                Map.entry("k8s_get", Map.of("kind", "ConfigMap", "name", "NAME", "output", "json")),
                Map.entry("k8s_inspect", Map.of("kind", "Deployment", "name", "NAME")),
                Map.entry("k8s_list", Map.of("kind", "deployments", "countBy", "metadata.annotations.note")),
                Map.entry("k8s_list", Map.of("kind", "configmaps", "fields", List.of("metadata.annotations", "data"))),
                Map.entry(
                        "k8s_patch",
                        Map.of(
                                "kind",
                                "ConfigMap",
                                "name",
                                "NAME",
                                "patch",
                                Map.of("data", Map.of("copy", "other")),
                                "dryRun",
                                true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reads")
    void isHiddenInTheFirstAnswerOfAll(Map.Entry<String, Map<String, Object>> call) {
        var session = as(Role.OPERATOR).open();
        // The namespace is followed already when the Secret is made.
        session.call("k8s_list", Map.of("kind", "pods", "namespace", "copies"));
        plant();
        var arguments = new HashMap<String, Object>(call.getValue());
        arguments.replaceAll((_, given) -> given.equals("NAME") ? name : given);
        arguments.put("namespace", "copies");
        // What the watch has not told yet is a matter of milliseconds.
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            var answer = session.call(call.getKey(), arguments);
            assertThat(WireSession.failed(answer)).as(answer.toString()).isFalse();
            assertThat(answer.toString()).contains("<redacted:sha:").doesNotContain(value);
        });
    }

    @Test
    void isNotFoundLetterByLetter() {
        plant();
        var session = as(Role.OPERATOR).open();
        session.call("k8s_list", Map.of("kind", "configmaps", "namespace", "copies"));
        var where = "has(object.metadata.annotations) && 'note' in object.metadata.annotations"
                + " && object.metadata.annotations.note.contains('" + value.substring(12, 20) + "')";
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(session.call(
                                        "k8s_list", Map.of("kind", "configmaps", "namespace", "copies", "where", where))
                                .toString())
                        .doesNotContain(name));
    }

    @Test
    void isStillHiddenWhenACallerTellsOfManyOthers() {
        plant();
        var session = as(Role.OPERATOR).open();
        var get = Map.of("kind", "ConfigMap", "namespace", "copies", "name", name);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(session.call("k8s_get", get).toString()).doesNotContain(value));
        for (int round = 0; round < 4; round++) {
            var manifest = new StringBuilder(
                    "{apiVersion: v1, kind: Secret, metadata: {name: flood, namespace: copies}, stringData: {");
            for (int i = 0; i < 4_000; i++) {
                manifest.append("k%d: \"%s\", ".formatted(i, UUID.randomUUID()));
            }
            session.call("k8s_diff", Map.of("manifest", manifest + "}}"));
        }
        assertThat(session.call("k8s_get", get).toString()).doesNotContain(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{op: copy, from: /data/verse, path: /metadata/annotations/x}]",
                "[{op: move, from: /data/verse, path: /metadata/ownerReferences/0/name}]",
                "[{op: copy, from: /data, path: /metadata/annotations}]",
                "[{op: copy, from: '', path: /metadata/annotations/x}]",
                "[{op: replace, path: /type, value: a}, {op: copy, from: /data/verse, path: /type}]",
                "[{op: test, path: /data/verse, value: aGVsbG8=}]",
                "[{op: test, path: /data, value: {}}]",
            })
    void isNotCopiedOutOfTheSecretByAPatch(String patch) {
        plant();
        var refused = as(Role.OPERATOR)
                .open()
                .call(
                        "k8s_patch",
                        Map.of(
                                "kind",
                                "Secret",
                                "name",
                                name,
                                "namespace",
                                "copies",
                                "type",
                                "json",
                                "patch",
                                patch,
                                "dryRun",
                                true));
        assertThat(WireSession.code(refused)).as(refused.toString()).isEqualTo("refused");
        assertThat(refused.toString()).contains("operation ").doesNotContain(value);
    }
}
