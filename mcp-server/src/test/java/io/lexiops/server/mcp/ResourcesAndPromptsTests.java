package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.lexiops.server.mcp.WireSession.list;
import static io.lexiops.server.mcp.WireSession.words;
import static org.assertj.core.api.Assertions.assertThat;

/** Resources, prompts and completions, in both kinds of revision. */
class ResourcesAndPromptsTests extends RunningServer {

    @Test
    void readsAnObjectAtItsAddress() {
        var uri = "k8s://sandbox/edge/ConfigMap/settings";
        for (var read : List.of(
                planner().result("resources/read", Map.of("uri", uri)),
                as(Role.PLANNER).open().result("resources/read", Map.of("uri", uri)))) {
            assertThat(content(read)).containsEntry("uri", uri).containsEntry("mimeType", "application/yaml");
            assertThat(words(content(read), "text")).contains("level: info");
        }
    }

    @Test
    void readsWhatBelongsToTheWholeCluster() {
        var read = planner().result("resources/read", Map.of("uri", "k8s://sandbox/-/Namespace/edge"));
        assertThat(words(content(read), "text")).contains("kind: Namespace");
    }

    @Test
    void doesNotTellASecretThroughAnAddress() {
        var read = planner().result("resources/read", Map.of("uri", "k8s://sandbox/edge/Secret/login"));
        assertThat(read.toString()).contains("<redacted:sha:").doesNotContain(TestCluster.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s://sandbox/edge/ConfigMap/nowhere",
                "k8s://elsewhere/edge/ConfigMap/settings",
                "k8s://sandbox/edge/ConfigMap/settings/more",
                "k8s://sandbox/edge/ConfigMap/..%2F..%2Fversion",
                "k8s://sandbox/edge/ConfigMap/%ZZ",
                "runbook://../../etc/passwd",
                "runbook://nowhere",
                "file:///etc/passwd",
                ""
            })
    void saysThatThereIsNoSuchResource(String uri) {
        var error = WireSession.object(planner().request("resources/read", Map.of("uri", uri)), "error");
        assertThat(error).containsEntry("code", -32602);
        assertThat(WireSession.object(error, "data")).containsEntry("uri", uri);
        var old = as(Role.PLANNER).open().request("resources/read", Map.of("uri", uri));
        assertThat(old).containsKey("error");
    }

    @Test
    void aCallerBehindAFenceReadsNothingElsewhere() {
        var fenced = new StatelessClient(as("fenced"), Map.of());
        assertThat(fenced.request("resources/read", Map.of("uri", "k8s://sandbox/edge/ConfigMap/settings")))
                .containsKey("result");
        var refused = fenced.request("resources/read", Map.of("uri", "k8s://sandbox/default/ServiceAccount/default"));
        assertThat(words(WireSession.object(refused, "error"), "message")).contains("'default' is not open");
    }

    @Test
    void listsTheRunbooksAndReadsOne() {
        var listed = planner().result("resources/list", Map.of());
        assertThat(words(listed, "resources")).contains("runbook://scale-a-workload", "Scale a workload");
        var read = planner().result("resources/read", Map.of("uri", "runbook://scale-a-workload"));
        assertThat(words(content(read), "text")).contains("HorizontalPodAutoscaler");
    }

    @Test
    void listsTemplatesOfTheBackendsThatAreThere() {
        var templates = words(planner().result("resources/templates/list", Map.of()), "resourceTemplates");
        assertThat(templates)
                .contains("k8s://{context}/{namespace}/{kind}/{name}", "runbook://{id}")
                .doesNotContain("argocd://");
    }

    @Test
    void aPromptBringsTheFacts() {
        var prompt = planner()
                .result(
                        "prompts/get",
                        Map.of("name", "diagnose-workload", "arguments", Map.of("name", "web", "namespace", "edge")));
        var texts = words(prompt, "messages");
        assertThat(texts).contains("Deployment/web in namespace edge", "Fact k8s_diagnose", "Fact k8s_inspect");
        var old = as(Role.PLANNER)
                .open()
                .result("prompts/get", Map.of("name", "namespace-health", "arguments", Map.of("namespace", "edge")));
        assertThat(words(old, "messages")).contains("Fact k8s_list", "status.phase", "web");
    }

    @Test
    void everyPromptThatIsListedCanBeGot() {
        var arguments = Map.of("name", "web", "namespace", "edge", "manifest", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: edge}
                data: {colour: blue}
                """);
        for (var prompt : list(planner().result("prompts/list", Map.of()), "prompts")) {
            var definition = (Map<?, ?>) prompt;
            var given = new java.util.TreeMap<String, Object>();
            for (var argument : list(definition, "arguments")) {
                var name = words((Map<?, ?>) argument, "name");
                if (arguments.containsKey(name)) {
                    given.put(name, arguments.get(name));
                }
            }
            var got = planner().result("prompts/get", Map.of("name", definition.get("name"), "arguments", given));
            assertThat(list(got, "messages")).as("%s", definition).hasSizeGreaterThan(1);
            assertThat(got.toString()).doesNotContain("could not be read").doesNotContain(TestCluster.PASSWORD);
        }
    }

    @Test
    void saysWhatAPromptLacks() {
        var missing = planner().request("prompts/get", Map.of("name", "namespace-health"));
        assertThat(missing.toString()).contains("'namespace' of the prompt namespace-health is missing");
        var unknown = planner()
                .request("prompts/get", Map.of("name", "namespace-health", "arguments", Map.of("nmespace", "edge")));
        assertThat(unknown.toString()).contains("has no argument 'nmespace'", "namespace");
        var number = planner()
                .request("prompts/get", Map.of("name", "namespace-health", "arguments", Map.of("namespace", 7)));
        assertThat(number.toString()).contains("must be a string");
    }

    @Test
    void completesFromWhatIsThere() {
        var template = Map.of("type", "ref/resource", "uri", "k8s://{context}/{namespace}/{kind}/{name}");
        assertThat(values(template, "namespace", "ed", Map.of())).containsExactly("edge");
        assertThat(values(template, "kind", "config", Map.of())).containsExactly("ConfigMap");
        assertThat(values(template, "name", "set", Map.of("namespace", "edge", "kind", "ConfigMap")))
                .containsExactly("settings");
        assertThat(values(
                        Map.of("type", "ref/prompt", "name", "diagnose-workload"),
                        "name",
                        "w",
                        Map.of("namespace", "edge")))
                .containsExactly("web");
        assertThat(values(Map.of("type", "ref/resource", "uri", "runbook://{id}"), "id", "scale", Map.of()))
                .containsExactly("scale-a-workload");
        assertThat(values(template, "context", "", Map.of())).containsExactly("sandbox");
    }

    @Test
    void completesNamespacesOnlyAsFarAsTheyAreOpen() {
        var reference = Map.of("type", "ref/prompt", "name", "namespace-health");
        var fenced = new StatelessClient(as("fenced"), Map.of());
        var completed = fenced.result(
                "completion/complete", Map.of("ref", reference, "argument", Map.of("name", "namespace", "value", "")));
        assertThat(WireSession.object(completed, "completion").get("values")).isEqualTo(List.of("edge"));
    }

    @Test
    void refusesToCompleteWhatIsNotOffered() {
        var argument = Map.of("name", "x", "value", "");
        for (var reference : List.of(
                Map.of("type", "ref/prompt", "name", "nothing"),
                Map.of("type", "ref/resource", "uri", "nothing://{x}"),
                Map.of("type", "ref/tool", "name", "k8s_list"))) {
            var refused = planner().request("completion/complete", Map.of("ref", reference, "argument", argument));
            assertThat(WireSession.object(refused, "error")).containsEntry("code", -32602);
        }
    }

    private List<String> values(Map<String, ?> reference, String name, String begun, Map<String, ?> known) {
        var params = Map.of(
                "ref",
                reference,
                "argument",
                Map.of("name", name, "value", begun),
                "context",
                Map.of("arguments", known));
        var modern = planner().result("completion/complete", params);
        var old = as(Role.PLANNER).open().result("completion/complete", params);
        var values = list(WireSession.object(modern, "completion"), "values");
        assertThat(WireSession.object(old, "completion").get("values")).isEqualTo(values);
        return values.stream().map(String::valueOf).toList();
    }

    private StatelessClient planner() {
        return new StatelessClient(as(Role.PLANNER), Map.of());
    }

    @SuppressWarnings("unchecked") // contents are objects
    private static Map<String, Object> content(Map<String, Object> read) {
        return (Map<String, Object>) list(read, "contents").getFirst();
    }
}
