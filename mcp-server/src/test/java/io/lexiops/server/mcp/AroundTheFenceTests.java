package io.lexiops.server.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Somebody to whom one namespace is open, and no Secret, tries to see or to change something else. What must never come out
 * carries a word of its own.
 */
class AroundTheFenceTests extends RunningServer {

    private static final String WORD = "meadowlark";
    private static final Map<String, Object> RESTORED = Map.of(
            "apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "restored", "namespace", "annex"));
    private static final List<String> ELSEWHERE = List.of(WORD, "annex");

    @DynamicPropertySource
    static void closed(DynamicPropertyRegistry settings) throws IOException {
        settings.add("copilot.server.denied-kinds", () -> "secrets,apps/statefulsets,roles.rbac.authorization.k8s.io");
        var charts = TestCluster.newFolder();
        chart(charts.resolve("elsewhere"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: planted, namespace: annex}
                """);
        chart(charts.resolve("listed"), """
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: annex}}
                """);
        chart(charts.resolve("hooked"), """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: planted
                  namespace: annex
                  annotations: {helm.sh/hook: post-install}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}
                """);
        chart(charts.resolve("secret"), """
                apiVersion: v1
                kind: Secret
                metadata: {name: planted}
                """);
        chart(charts.resolve("wide"), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: planted}
                rules: []
                """);
        chart(charts.resolve("templated"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: templated}
                data: {text: {{ tpl .Values.text . | quote }} }
                """);
        settings.add("copilot.helm.charts-dir", charts::toString);
    }

    private WireSession fenced;

    @BeforeEach
    void furnish() {
        TestCluster.sandbox().install("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: annex}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: meadowlark, namespace: annex}
                data: {song: meadowlark}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: meadowlark, namespace: edge}
                stringData: {song: meadowlark}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: meadowlark, namespace: edge}
                spec:
                  replicas: 0
                  serviceName: meadowlark
                  selector: {matchLabels: {app: meadowlark}}
                  template:
                    metadata: {labels: {app: meadowlark}}
                    spec: {containers: [{name: a, image: "registry.test/nginx:1.21"}]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: meadowlark, namespace: edge}
                rules: []
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: meadowlark, namespace: annex}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: meadowlark}}
                  template:
                    metadata: {labels: {app: meadowlark}}
                    spec: {containers: [{name: a, image: "registry.test/nginx:1.21"}]}
                ---
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: pv-meadowlark}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  hostPath: {path: /tmp}
                  claimRef: {namespace: annex, name: meadowlark}
                """);
        fenced = as("fenced").open();
    }

    static Stream<Arguments> reads() {
        return Stream.of(
                read("k8s_list", "kind", "configmaps", "namespace", "annex"),
                read("k8s_list", "kind", "cm", "namespace", "annex"),
                read("k8s_get", "kind", "ConfigMap", "name", WORD, "namespace", "annex"),
                read("k8s_get", "kind", "configmaps", "name", "../../annex/configmaps/" + WORD, "namespace", "edge"),
                read("k8s_get", "kind", "configmaps", "name", "..%2f..%2fannex", "namespace", "edge"),
                read("k8s_get", "kind", "configmaps", "name", "x", "namespace", "edge/../annex"),
                read("k8s_get", "kind", "configmaps", "name", "x", "namespace", ".."),
                read("k8s_get", "kind", "pods", "name", "..", "namespace", "edge"),
                read("k8s_inspect", "kind", "Deployment", "name", WORD, "namespace", "annex"),
                read("k8s_inspect", "kind", "Namespace", "name", "annex"),
                read("k8s_get", "kind", "Namespace", "name", "annex"),
                read("k8s_get", "kind", "ns", "name", "annex"),
                read("k8s_get", "kind", "namespaces", "name", "annex", "namespace", "edge"),
                read("k8s_get", "kind", "pv", "name", "pv-" + WORD),
                read("k8s_events", "namespace", "annex"),
                read("k8s_logs", "name", WORD, "namespace", "annex"),
                read("k8s_logs", "name", "../../annex/pods/" + WORD, "namespace", "edge"),
                read("k8s_diagnose", "namespace", "annex"),
                read("k8s_diagnose", "namespace", "annex", "name", WORD),
                read("k8s_wait", "kind", "Deployment", "name", WORD, "namespace", "annex", "for", "available"),
                read("k8s_wait", "kind", "Namespace", "name", "annex", "for", "deleted"),
                read("k8s_wait", "kind", "Secret", "name", WORD, "namespace", "edge", "for", "object.data.song != ''"),
                read("k8s_rollout_status", "name", WORD, "namespace", "annex"),
                read("k8s_rollout_status", "name", WORD, "kind", "sts", "namespace", "edge"),
                read("helm_list", "namespace", "annex"),
                read("helm_get", "release", "x", "namespace", "annex"),
                read("helm_list"), // the server's own namespace is not open either
                read("k8s_list", "kind", "Secret", "namespace", "edge"),
                read("k8s_list", "kind", "secrets", "namespace", "edge"),
                read("k8s_list", "kind", "SECRETS", "namespace", "edge"),
                read("k8s_list", "kind", "secrets.", "namespace", "edge"),
                read("k8s_list", "kind", "secrets.v1.", "namespace", "edge"),
                read("k8s_list", "kind", " secret ", "namespace", "edge"),
                read("k8s_list", "kind", "secrets", "apiVersion", "v1", "countBy", "data.song"),
                read("k8s_list", "kind", "secrets", "where", "object.data.song == 'bWVhZG93bGFyaw=='"),
                read("k8s_get", "kind", "Secret", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "secrets/status", "name", WORD, "namespace", "edge"),
                read("k8s_inspect", "kind", "Secret", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "StatefulSet", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "sts", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "statefulsets.apps", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "roles", "name", WORD, "namespace", "edge"),
                read("k8s_get", "kind", "Role", "apiVersion", "rbac.authorization.k8s.io/v1", "name", WORD),
                read("k8s_get", "kind", "TokenReview", "name", WORD));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("reads")
    void showsNothingThatIsClosed(String tool, Map<String, Object> arguments) {
        var result = fenced.call(tool, arguments);
        assertThat(WireSession.failed(result)).as(result.toString()).isTrue();
        assertThat(WireSession.code(result)).isIn("forbidden", "not_found", "invalid_argument");
        // A pod or volume that is named after what was asked for shows that it exists.
        assertThat(result.toString().replace("pv-" + WORD, "")).doesNotContain(WORD + "-");
        assertThat(secondHand(result, arguments)).doesNotContain("registry.test", "song", "uid");
    }

    @Test
    void listsOnlyItsOwnOfWhatBelongsToTheWholeCluster() {
        assertThat(fenced.call("k8s_list", Map.of("kind", "namespaces")).toString())
                .contains("edge")
                .doesNotContain(ELSEWHERE)
                .doesNotContain("kube-system");
        assertThat(fenced.call("k8s_list", Map.of("kind", "pv")).toString()).doesNotContain(ELSEWHERE);
        assertThat(fenced.call("k8s_list", Map.of("kind", "namespaces", "countBy", "metadata.name"))
                        .toString())
                .doesNotContain(ELSEWHERE);
        assertThat(as("operator")
                        .open()
                        .call("k8s_list", Map.of("kind", "namespaces"))
                        .toString())
                .contains("annex");
    }

    @Test
    void meansItsOwnNamespacesWhereACallNamesNone() {
        for (var kind : List.of("configmaps", "deployments", "pods", "events")) {
            var result = fenced.call("k8s_list", Map.of("kind", kind, "limit", 500, "maxTokens", 50_000));
            assertThat(result.toString()).as(kind).doesNotContain(ELSEWHERE);
        }
        assertThat(fenced.call("changes_list", Map.of()).toString()).doesNotContain(ELSEWHERE);
    }

    @Test
    void doesNotSayWhereElseANameExists() {
        var here = fenced.call("k8s_get", Map.of("kind", "cm", "name", WORD, "namespace", "edge"));
        assertThat(WireSession.code(here)).isEqualTo("not_found");
        assertThat(here.toString()).doesNotContain("annex");
        var everywhere = as("operator").open().call("k8s_get", Map.of("kind", "cm", "name", WORD, "namespace", "edge"));
        assertThat(everywhere.toString()).contains("annex");
    }

    @Test
    void doesNotShowWhatOthersHaveAsked() {
        var operator = as("operator").open();
        operator.call("k8s_get", Map.of("kind", "cm", "name", WORD, "namespace", "annex"));
        assertThat(fenced.call("audit_query", Map.of("output", "json", "limit", 500))
                        .toString())
                .doesNotContain(ELSEWHERE);
        assertThat(operator.call("audit_query", Map.of("output", "json", "limit", 500))
                        .toString())
                .contains("annex");
    }

    static Stream<Arguments> manifests() {
        return Stream.of(
                manifest(
                        "another namespace",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: annex}}"),
                manifest("the second document", """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: harmless, namespace: edge}
                        ---
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: planted, namespace: annex}
                        """),
                manifest("a list", """
                        apiVersion: v1
                        kind: List
                        items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: annex}}]
                        """),
                manifest("a list in a list", """
                        apiVersion: v1
                        kind: List
                        items:
                          - apiVersion: v1
                            kind: List
                            items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: annex}}]
                        """),
                manifest("a list of secrets", """
                        apiVersion: v1
                        kind: SecretList
                        items: [{apiVersion: v1, kind: Secret, metadata: {name: planted, namespace: edge}}]
                        """),
                manifest("a secret", "{apiVersion: v1, kind: Secret, metadata: {name: planted, namespace: edge}}"),
                manifest(
                        "a secret in another case",
                        "{apiVersion: v1, kind: sEcReT, metadata: {name: planted, namespace: edge}}"),
                manifest(
                        "a secret by its plural",
                        "{apiVersion: v1, kind: secrets, metadata: {name: planted, namespace: edge}}"),
                manifest("a stateful set", """
                        apiVersion: apps/v1
                        kind: StatefulSet
                        metadata: {name: planted, namespace: edge}
                        spec: {serviceName: a, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}
                        """),
                manifest(
                        "a role",
                        "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: planted, namespace: edge}}"),
                manifest(
                        "a cluster role",
                        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: planted}}"),
                manifest(
                        "a cluster role with a namespace",
                        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: planted, namespace: edge}}"),
                manifest("a namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: planted}}"),
                manifest(
                        "a volume",
                        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: planted}, spec: {capacity: {storage: 1Gi}}}"),
                manifest(
                        "two namespaces",
                        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"planted\", \"namespace\": \"edge\"}, \"metadata\": {\"name\": \"planted\", \"namespace\": \"annex\"}}"),
                manifest(
                        "a path as a namespace",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: edge/../annex}}"),
                manifest(
                        "a path as a name",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: ../../annex/configmaps/planted, namespace: edge}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manifests")
    void appliesNothingThatIsClosed(String what, String manifest) {
        for (boolean dryRun : new boolean[] {true, false}) {
            var result = fenced.call("k8s_apply", Map.of("manifest", manifest, "dryRun", dryRun));
            assertThat(WireSession.failed(result)).as(what + " " + result).isTrue();
            assertThat(WireSession.code(result))
                    .as(what + " " + result)
                    .isIn("forbidden", "not_found", "invalid_argument");
        }
    }

    @Test
    void refusesAManifestWhoseNamespaceDiffersFromTheArgument() {
        var result = fenced.call(
                "k8s_apply",
                Map.of(
                        "manifest",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: planted, namespace: annex}}",
                        "namespace",
                        "edge"));
        assertThat(WireSession.code(result)).isIn("forbidden", "invalid_argument");
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                read("k8s_patch", "kind", "cm", "name", WORD, "namespace", "annex", "patch", Map.of("data", Map.of())),
                read(
                        "k8s_patch",
                        "kind",
                        "Secret",
                        "name",
                        WORD,
                        "namespace",
                        "edge",
                        "patch",
                        Map.of("data", Map.of())),
                read("k8s_patch", "kind", "Namespace", "name", "annex", "patch", Map.of("metadata", Map.of())),
                read(
                        "k8s_patch",
                        "kind",
                        "Namespace",
                        "name",
                        "edge",
                        "patch",
                        Map.of("metadata", Map.of("labels", Map.of("a", "b")))),
                read("k8s_delete", "kind", "cm", "name", WORD, "namespace", "annex"),
                read("k8s_delete", "kind", "cm", "labelSelector", "!nothing", "namespace", "annex"),
                read("k8s_delete", "kind", "secrets", "labelSelector", "!nothing", "namespace", "edge"),
                read("k8s_delete", "kind", "sts", "labelSelector", "!nothing", "namespace", "edge"),
                read("k8s_delete", "kind", "Namespace", "name", "edge"),
                read("k8s_delete", "kind", "pv", "name", "pv-" + WORD),
                read("k8s_scale", "name", WORD, "namespace", "annex", "replicas", 3),
                read("k8s_scale", "name", WORD, "kind", "sts", "namespace", "edge", "replicas", 3),
                read("k8s_scale", "name", "sts/" + WORD, "namespace", "edge", "replicas", 3),
                read("k8s_set_image", "name", WORD, "namespace", "annex", "image", "registry.example/b:1"),
                read("k8s_rollout", "name", WORD, "namespace", "annex", "action", "restart"),
                read("k8s_rollout", "name", WORD, "kind", "StatefulSet", "namespace", "edge", "action", "restart"),
                read("helm_install", "release", "x", "chart", "elsewhere", "namespace", "edge"),
                read("helm_install", "release", "x", "chart", "elsewhere", "namespace", "annex"),
                read("helm_install", "release", "x", "chart", "listed", "namespace", "edge"),
                read("helm_install", "release", "x", "chart", "hooked", "namespace", "edge"),
                read("helm_install", "release", "x", "chart", "secret", "namespace", "edge"),
                read("helm_install", "release", "x", "chart", "wide", "namespace", "edge"),
                read("helm_install", "release", "x", "chart", "secret"),
                read("helm_upgrade", "release", "x", "namespace", "annex"),
                read("helm_rollback", "release", "x", "namespace", "annex"),
                read("helm_uninstall", "release", "x", "namespace", "annex"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("writes")
    void changesNothingThatIsClosed(String tool, Map<String, Object> arguments) {
        for (boolean dryRun : new boolean[] {true, false}) {
            var all = new HashMap<>(arguments);
            all.put("dryRun", dryRun);
            var result = fenced.call(tool, all);
            assertThat(WireSession.failed(result)).as(result.toString()).isTrue();
            assertThat(WireSession.code(result)).as(result.toString()).isIn("forbidden", "not_found");
            assertThat(secondHand(result, arguments)).doesNotContain("registry.test", "song", "uid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ (lookup \"v1\" \"ConfigMap\" \"annex\" \"meadowlark\").data }}",
                "{{- $a := lookup \"v1\" \"Secret\" \"edge\" \"meadowlark\" -}}{{ $a }}",
                "{{ include \"other.lookup\" . }}",
                "{{ tpl .Values.other . }}"
            })
    void runsNoTemplateOfACallerThatReads(String text) {
        for (boolean dryRun : new boolean[] {true, false}) {
            var result = fenced.call(
                    "helm_install",
                    Map.of(
                            "release", "t",
                            "chart", "templated",
                            "namespace", "edge",
                            "values", Map.of("text", text),
                            "dryRun", dryRun));
            assertThat(WireSession.code(result)).isEqualTo("refused");
        }
    }

    @Test
    void runsNoTemplateThatTwoValuesMakeTogether() {
        for (var halves : List.of(
                Map.of("text", "{{ \"a\" }}", "rest", "lookup \"v1\" \"Secret\" \"edge\" \"meadowlark\""),
                Map.of("text", "{{ look", "rest", "up \"v1\" \"Secret\" \"edge\" \"meadowlark\" }}"))) {
            var result = fenced.call(
                    "helm_install",
                    Map.of(
                            "release", "t",
                            "chart", "templated",
                            "namespace", "edge",
                            "values", halves,
                            "dryRun", true));
            assertThat(WireSession.code(result)).as(halves.toString()).isEqualTo("refused");
        }
    }

    @Test
    void takesAPlainPlaceholderInAValue() {
        var result = fenced.call(
                "helm_install",
                Map.of(
                        "release", "t",
                        "chart", "templated",
                        "namespace", "edge",
                        "values", Map.of("text", "{{ .Release.Name }}"),
                        "dryRun", true));
        assertThat(WireSession.failed(result)).as(result.toString()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s_restore", "change_undo"})
    void doesNotBringBackWhatIsElsewhere(String tool) {
        var operator = as("operator").open();
        var made = operator.call(
                "k8s_apply",
                Map.of("manifest", "{apiVersion: v1, kind: ConfigMap, metadata: {name: restored, namespace: annex}}"));
        var handle = handle(made);
        if (!handle.isEmpty()) {
            made = operator.call(
                    "k8s_apply",
                    Map.of(
                            "manifest",
                            "{apiVersion: v1, kind: ConfigMap, metadata: {name: restored, namespace: annex}}",
                            "confirm",
                            handle));
        }
        var listed = operator.call("changes_list", Map.of("namespace", "annex", "output", "json"));
        assertThat(listed.toString()).contains("chg-");
        var id = listed.toString().replaceAll("(?s).*?(chg-[0-9a-f]+).*", "$1");
        Map<String, Object> arguments =
                tool.equals("k8s_restore") ? Map.of("objects", List.of(Map.of("became", RESTORED))) : Map.of("id", id);
        for (boolean dryRun : new boolean[] {true, false}) {
            var all = new HashMap<>(arguments);
            all.put("dryRun", dryRun);
            var back = fenced.post(WireClient.message(9, "tools/call", Map.of("name", tool, "arguments", all)));
            assertThat(back.body()).containsPattern("forbidden|refused|there is no tool");
        }
        assertThat(operator.call("k8s_get", Map.of("kind", "cm", "name", "restored", "namespace", "annex"))
                        .toString())
                .contains("restored")
                .doesNotContain("not_found");
        assertThat(fenced.call("changes_list", Map.of("output", "json")).toString())
                .doesNotContain("annex");
    }

    /** What is told beyond what was asked. */
    private static String secondHand(Map<String, Object> result, Map<String, Object> arguments) {
        var text = result.toString();
        for (var value : arguments.values()) {
            text = text.replace(String.valueOf(value), "");
        }
        return text;
    }

    private static String handle(Map<String, Object> result) {
        var found = Pattern.compile("handle=([^,}\\s]+)").matcher(result.toString());
        return found.find() ? found.group(1) : "";
    }

    private static Arguments read(String tool, Object... pairs) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return arguments(tool, arguments);
    }

    private static Arguments manifest(String what, String manifest) {
        return arguments(what, manifest);
    }

    private static void chart(Path folder, String template) throws IOException {
        Files.createDirectories(folder.resolve("templates"));
        Files.writeString(folder.resolve("Chart.yaml"), """
                apiVersion: v2
                name: %s
                version: 1.0.0
                """.formatted(folder.getFileName()));
        Files.writeString(folder.resolve("templates").resolve("all.yaml"), template);
    }
}
