package io.lexiops.server.kubernetes;

import io.lexiops.server.access.Fence;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the reads promise, on any cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadToolsContract {

    private static final WriteOptions WRITE = new WriteOptions(false, "test");

    private final String namespace = "reads-" + Long.toString(System.nanoTime(), 36);
    private final Redactor redactor = new Redactor(InstallationKey.random());
    private Kubernetes kubernetes;
    private List<Tool> tools;

    abstract ClusterAccess cluster();

    @BeforeAll
    void aNamespaceWithFiveConfigMapsAndASecret() {
        kubernetes = new ClientJavaKubernetes(cluster(), Duration.ofSeconds(30), null, Clock.systemUTC());
        var secrets = new PodSecrets(kubernetes, redactor, Clock.systemUTC());
        var shown = FencedKubernetes.of(
                kubernetes,
                new Fence(Set.of(), Set.of()),
                new ProgramText(secrets, redactor),
                new FollowedSecrets(kubernetes, redactor, Clock.systemUTC()));
        tools = KubernetesConfiguration.reads(shown, secrets, redactor, Clock.systemUTC());
        var namespaces = kubernetes.type("namespace", null);
        kubernetes.create(namespaces, object("v1", "Namespace", namespace, Map.of()), WRITE);
        for (int i = 0; i < 5; i++) {
            create("ConfigMap", "settings-" + i, Map.of("data", Map.of("level", i % 2 == 0 ? "info" : "debug")));
        }
        create("Secret", "login", Map.of("stringData", Map.of("password", "correct-horse-battery")));
    }

    @AfterAll
    void removeTheNamespace() {
        kubernetes.delete(
                new ObjectRef(kubernetes.type("namespace", null), null, namespace), null, null, "Background", WRITE);
    }

    @Test
    void listsObjectsByKindPluralOrShortName() {
        for (var words : List.of("ConfigMap", "configmaps", "cm", "CONFIGMAP")) {
            assertThat(text("k8s_list", Map.of("kind", words, "namespace", namespace)))
                    .contains("settings-0", "settings-4");
        }
    }

    @Test
    void pagesThroughAListWithTheCursor() {
        var first = call(
                "k8s_list", Map.of("kind", "cm", "namespace", namespace, "limit", 2, "labelSelector", "made-by=test"));
        assertThat(first.structured()).containsEntry("count", 2L).containsKey("continue");
        var next = call(
                "k8s_list",
                Map.of(
                        "kind",
                        "cm",
                        "namespace",
                        namespace,
                        "limit",
                        10,
                        "labelSelector",
                        "made-by=test",
                        "continue",
                        first.structured().get("continue")));
        assertThat(next.structured()).containsEntry("count", 3L).doesNotContainKey("continue");
    }

    @Test
    void filtersByACelConditionAcrossPages() {
        var found =
                text("k8s_list", Map.of("kind", "cm", "namespace", namespace, "where", "object.data.level == 'debug'"));
        assertThat(found).contains("settings-1", "settings-3").doesNotContain("settings-0", "settings-2");
    }

    @Test
    void showsChosenColumnsOfTheTableBesideChosenPaths() {
        var arguments = new LinkedHashMap<String, Object>(Map.of(
                "kind",
                "cm",
                "namespace",
                namespace,
                "labelSelector",
                "made-by=test",
                "fields",
                List.of("data.level", "NAME", "KEYS")));
        assertThat(text("k8s_list", arguments)
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip()))
                .contains("data.level NAME KEYS", "info settings-0 level");
        arguments.put("output", "json");
        assertThat(new KubernetesObject(call("k8s_list", arguments).structured()).objectsAt("items"))
                .first()
                .isEqualTo(Map.of("data.level", "info", "NAME", "settings-0", "KEYS", "level"));
    }

    @Test
    void countsByAField() {
        var counts = call(
                "k8s_list",
                Map.of("kind", "cm", "namespace", namespace, "countBy", "data.level", "labelSelector", "made-by=test"));
        assertThat(counts.structured().get("counts")).isEqualTo(Map.of("info", 3L, "debug", 2L));
    }

    @Test
    void hidesTheValuesOfASecretButShowsItsKeys() {
        assertThat(text("k8s_get", Map.of("kind", "secret", "name", "login", "namespace", namespace)))
                .contains("password:")
                .doesNotContain("correct-horse", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.data.password.startsWith('Y29y')",
                "object.data['password'].matches('^Y.*')",
                "object.data.exists(key, object.data[key].startsWith('Y29y'))",
                "size(object.data.password) == 28",
                "has(object.data.password) && object.data.password == 'Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5'",
            })
    void aConditionFindsOutNothingAboutASecret(String where) {
        var arguments = Map.<String, Object>of("kind", "secret", "namespace", namespace, "where", where);
        assertThat(text("k8s_list", arguments)).doesNotContain("login");
        assertThat(text(
                        "k8s_list",
                        Map.of("kind", "secret", "namespace", namespace, "where", "has(object.data.password)")))
                .contains("login");
    }

    @Test
    void aFieldOrACountShowsNothingOfASecret() {
        for (var more : List.<Map<String, Object>>of(
                Map.of("countBy", "data.password"),
                Map.of("fields", List.of("data.password")),
                Map.of("fields", List.of("data.password"), "output", "json"),
                Map.of("output", "json"))) {
            var arguments = new HashMap<String, Object>(Map.of("kind", "secret", "namespace", namespace));
            arguments.putAll(more);
            var result = call("k8s_list", arguments);
            assertThat(result.toString()).doesNotContain("Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5");
        }
    }

    @Test
    void aSecretThatAProgramPrintsIsHiddenAndCannotBeSearchedFor() {
        create("Secret", "printed", Map.of("stringData", Map.of("word", "brown-Fox7-jumps")));
        var variable =
                Map.of("name", "WORD", "valueFrom", Map.of("secretKeyRef", Map.of("name", "printed", "key", "word")));
        var container = Map.of(
                "name",
                "main",
                "image",
                "registry.test/busybox:1.0",
                "command",
                List.of("sh", "-c", "echo it is $WORD here; sleep 3600"),
                "env",
                List.of(variable));
        create(
                "Pod",
                "talker",
                Map.of("spec", Map.of("containers", List.of(container), "terminationGracePeriodSeconds", 0)));
        var logs = Map.<String, Object>of("name", "talker", "namespace", namespace);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> text("k8s_logs", logs).contains("it is"));

        assertThat(redactor.text(text("k8s_logs", logs)))
                .contains("it is", "here")
                .doesNotContain("brown-Fox7-jumps");
        var right = Map.<String, Object>of("name", "talker", "namespace", namespace, "grep", "is brown-F");
        assertThat(text("k8s_logs", right)).contains("no log lines");
    }

    @Test
    void namesNearObjectsWhenOneDoesNotExist() {
        assertThatThrownBy(() -> call("k8s_get", Map.of("kind", "cm", "name", "setings-1", "namespace", namespace)))
                .isInstanceOfSatisfying(ToolFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e.remedy()).contains("settings-1");
                });
    }

    @Test
    void namesTheNamespaceWhereAnObjectDoesExist() {
        assertThatThrownBy(() -> call("k8s_get", Map.of("kind", "cm", "name", "settings-1", "namespace", "default")))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.remedy()).contains(namespace));
    }

    @Test
    void namesNearKindsWhenOneIsNotServed() {
        assertThatThrownBy(() -> call("k8s_list", Map.of("kind", "deploymnt")))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.remedy()).contains("Deployment"));
    }

    @Test
    void refusesAPathInAName() {
        assertThatThrownBy(() -> call("k8s_get", Map.of("kind", "cm", "name", "..", "namespace", namespace)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThatThrownBy(
                        () -> call("k8s_get", Map.of("kind", "cm", "name", "../secrets/login", "namespace", namespace)))
                .isInstanceOf(ToolFailed.class);
    }

    @Test
    void tellsWhatItMay() {
        var answer = call("k8s_can_i", Map.of("verb", "list", "kind", "pods", "namespace", namespace));
        assertThat(answer.structured()).containsEntry("allowed", true);
    }

    @Test
    void readsOnlyTheNamespacesThatAreOpenToTheCaller() {
        var narrow = new Caller("ann", Role.OBSERVER, Set.of(namespace));
        var found = call("k8s_list", Map.of("kind", "cm", "output", "json", "limit", 100), narrow);
        assertThat((List<?>) found.structured().get("items"))
                .isNotEmpty()
                .allSatisfy(item ->
                        assertThat(new KubernetesObject(map(item)).namespace()).isEqualTo(namespace));
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> map(Object item) {
        return (Map<String, Object>) item;
    }

    private void create(String kind, String name, Map<String, Object> rest) {
        kubernetes.create(kubernetes.type(kind, null), object("v1", kind, name, rest), WRITE);
    }

    private KubernetesObject object(String apiVersion, String kind, String name, Map<String, Object> rest) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", name);
        metadata.put("labels", Map.of("made-by", "test"));
        if (!kind.equals("Namespace")) {
            metadata.put("namespace", namespace);
        }
        var content = new LinkedHashMap<String, Object>();
        content.put("apiVersion", apiVersion);
        content.put("kind", kind);
        content.put("metadata", metadata);
        content.putAll(rest);
        return new KubernetesObject(content);
    }

    private String text(String tool, Map<String, Object> arguments) {
        return ((ToolResult.Success) call(tool, arguments)).text();
    }

    private ToolResult call(String tool, Map<String, Object> arguments) {
        return call(tool, arguments, new Caller("ann", Role.OBSERVER, Set.of()));
    }

    private ToolResult call(String name, Map<String, Object> arguments, Caller caller) {
        var tool = tools.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        return tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), caller, CallContext.none()));
    }
}
