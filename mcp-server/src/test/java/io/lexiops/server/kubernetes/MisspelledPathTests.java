package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.ManyObjects;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
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

/** A path that leads nowhere is said to, with what may have been meant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MisspelledPathTests {

    private static final Clock CLOCK = Clock.fixed(ManyObjects.NOW, ZoneOffset.UTC);

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory().standingStill(), CLOCK);
    private List<Tool> tools = List.of();

    @BeforeAll
    void threePods() {
        sandbox.put(List.of(ManyObjects.widgetDefinition()));
        sandbox.put(ManyObjects.namespace("shop", 3));
        var kubernetes = TestClusters.of(sandbox.kubeconfig(), CLOCK);
        var redactor = new Redactor(InstallationKey.random());
        tools = KubernetesConfiguration.reads(kubernetes, new PodSecrets(kubernetes, redactor, CLOCK), redactor, CLOCK);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json"})
    void aFieldThatAnObjectDoesNotHaveIsNamed(String output) {
        var fields = List.of("metadata.name", "spec.nodeNam", "$", "metadata.*");
        var answer = call(
                "k8s_get", Map.of("kind", "pod", "name", ManyObjects.podName(0), "fields", fields, "output", output));
        assertThat(answer)
                .contains("spec.nodeNam (near: nodeName), $, metadata.*")
                .doesNotContain("metadata.name (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json"})
    void aFieldThatNoneOfAListHasIsNamed(String output) {
        var answer =
                call("k8s_list", Map.of("kind", "pods", "fields", List.of("NAME", "spec.nodeNam"), "output", output));
        assertThat(answer).contains("in none of the 3 pods: spec.nodeNam (near: nodeName)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json"})
    void aConditionThatHoldsForNoneSaysOfHowManyAndWhatTheyLack(String output) {
        assertThat(call("k8s_list", Map.of("kind", "pods", "where", "object.spec.nodeNam == 'a'", "output", output)))
                .contains(
                        "where holds for none of the 3 pods in shop".substring(0, output.equals("json") ? 34 : 42),
                        "none of them has spec.nodeNam (near: nodeName)");
    }

    @Test
    void aConditionThatIsSpeltRightOnlySaysOfHowMany() {
        assertThat(call("k8s_list", Map.of("kind", "pods", "where", "object.spec.nodeName == 'a'")))
                .isEqualTo("where holds for none of the 3 pods in shop");
        assertThat(call("k8s_list", Map.of("kind", "pods", "where", "has(object.spec.nothing)")))
                .isEqualTo("where holds for none of the 3 pods in shop");
        assertThat(call("k8s_list", Map.of("kind", "pods", "fields", List.of("NAME", "spec.nodeName"))))
                .doesNotContain("none of");
    }

    private String call(String name, Map<String, Object> arguments) {
        var tool = tools.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        var all = new HashMap<>(arguments);
        all.put("namespace", "shop");
        var caller = new Caller("ann", Role.OBSERVER, Set.of());
        return ((ToolResult.Success)
                        tool.call(new ToolCall(ToolArguments.of(tool.spec(), all), caller, CallContext.none())))
                .text();
    }
}
