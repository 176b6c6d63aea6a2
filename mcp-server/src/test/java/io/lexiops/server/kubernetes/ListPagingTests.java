package io.lexiops.server.kubernetes;

import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.ManyObjects;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lists that are longer than an answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListPagingTests {

    private static final Clock CLOCK = Clock.fixed(ManyObjects.NOW, ZoneOffset.UTC);
    private static final Caller ANN = new Caller("ann", Role.OBSERVER, Set.of());

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.inMemory().standingStill(), CLOCK);
    private List<Tool> tools = List.of();

    @BeforeAll
    void fiveHundredAndTwelvePodsAndMore() {
        sandbox.put(List.of(ManyObjects.widgetDefinition()));
        sandbox.put(ManyObjects.namespace("shop", 512));
        sandbox.put(ManyObjects.namespace("other", 7));
        tools = fresh();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private List<Tool> fresh() {
        var kubernetes = TestClusters.of(sandbox.kubeconfig(), CLOCK);
        var redactor = new Redactor(InstallationKey.random());
        return KubernetesConfiguration.reads(kubernetes, new PodSecrets(kubernetes, redactor, CLOCK), redactor, CLOCK);
    }

    @Test
    void endsWithTheLineThatSaysHowToGoOn() {
        var first = list(pods());
        assertThat(first.text().lines())
                .hasSize(22)
                .last()
                .asString()
                .matches("showing 20 of 512; continue with cursor=\\S+");
        assertThat(first.structured()).containsEntry("count", 20L).containsEntry("total", 512L);
        var second = list(more(pods(), "continue", cursor(first)));
        assertThat(second.text().lines()).last().asString().startsWith("showing 20 of 512; continue with cursor=");
        assertThat(second.text()).contains(ManyObjects.podName(20)).doesNotContain(ManyObjects.podName(19));
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json"})
    void theCursorsLeadThroughEveryObjectOnce(String output) {
        var names = walk(more(more(pods(), "output", output), "limit", 100), new ArrayList<>());
        assertThat(names)
                .containsExactlyElementsOf(
                        IntStream.range(0, 512).mapToObj(ManyObjects::podName).toList());
    }

    @Test
    void theCursorsOfAConditionLeadThroughEveryMatchOnce() {
        var arguments = more(more(pods(), "where", "object.spec.nodeName == 'node-1'"), "limit", 30);
        var names = walk(arguments, new ArrayList<>());
        assertThat(names).hasSize(256).doesNotHaveDuplicates();
    }

    @Test
    void theCursorsLeadThroughSeveralNamespaces() {
        var narrow = new Caller("bob", Role.OBSERVER, Set.of("other", "shop"));
        var arguments = Map.<String, Object>of("kind", "pods", "limit", 400, "fields", List.of("NAME"));
        var first = (ToolResult.Success) call(tools, "k8s_list", arguments, narrow);
        var second = (ToolResult.Success) call(tools, "k8s_list", more(arguments, "continue", cursor(first)), narrow);
        assertThat(first.structured()).containsEntry("count", 400L).doesNotContainKey("total");
        assertThat(second.structured()).containsEntry("count", 119L).containsEntry("total", 519L);
    }

    @Test
    void aCursorOutlivesTheServerThatGaveIt() {
        var cursor = cursor(list(pods()));
        var later = (ToolResult.Success) call(fresh(), "k8s_list", more(pods(), "continue", cursor), ANN);
        assertThat(later.text()).contains(ManyObjects.podName(20));
    }

    @Test
    void aCursorIsGoodAlthoughItsLastObjectHasGone() {
        sandbox.put(ManyObjects.namespace("passing", 10));
        var arguments =
                Map.<String, Object>of("kind", "widgets", "namespace", "passing", "output", "json", "maxTokens", 500);
        var first = list(arguments);
        long shown = new KubernetesObject(first.structured()).numberAt(0, "count");
        assertThat(shown).isBetween(1L, 9L);
        var kubernetes = TestClusters.of(sandbox.kubeconfig(), CLOCK);
        kubernetes.delete(
                new ObjectRef(kubernetes.type("widgets", null), "passing", "widget-%05d".formatted(shown - 1)),
                null,
                null,
                "Background",
                new Kubernetes.WriteOptions(false, "test"));
        var names = walk(more(arguments, "continue", cursor(first)), new ArrayList<>());
        assertThat(names).startsWith("widget-%05d".formatted(shown)).hasSize(10 - (int) shown);
    }

    @Test
    void refusesACursorOfAnotherList() {
        var cursor = cursor(list(pods()));
        for (var other : List.of(
                more(Map.<String, Object>of("kind", "widgets", "namespace", "shop"), "continue", cursor),
                more(Map.<String, Object>of("kind", "pods", "namespace", "other"), "continue", cursor),
                more(more(pods(), "labelSelector", "app=web"), "continue", cursor))) {
            assertThatThrownBy(() -> list(other))
                    .isInstanceOfSatisfying(ToolFailed.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                        assertThat(e.remedy()).contains("without continue");
                    })
                    .hasMessageContaining("another list");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "bm90IGEgY3Vyc29y", "%%%"})
    void refusesWhatIsNoCursor(String forged) {
        assertThatThrownBy(() -> list(more(pods(), "continue", forged)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("'continue'");
    }

    @Test
    void refusesACursorThatWasAltered() {
        var cursor = cursor(list(pods()));
        int middle = cursor.length() / 2;
        var altered =
                cursor.substring(0, middle) + (cursor.charAt(middle) == 'A' ? 'B' : 'A') + cursor.substring(middle + 1);
        assertThatThrownBy(() -> list(more(pods(), "continue", altered))).hasMessageContaining("not all of one");
    }

    @Test
    void saysOfACursorThatIsTooOldThatItIs() {
        try (var forgetful = Sandbox.start(SandboxSettings.inMemory().standingStill(), CLOCK)) {
            forgetful.put(List.of(ManyObjects.widgetDefinition()));
            forgetful.put(ManyObjects.namespace("shop", 60));
            var kubernetes = TestClusters.of(forgetful.kubeconfig(), CLOCK);
            var redactor = new Redactor(InstallationKey.random());
            var its = KubernetesConfiguration.reads(
                    kubernetes, new PodSecrets(kubernetes, redactor, CLOCK), redactor, CLOCK);
            var cursor = cursor((ToolResult.Success) call(its, "k8s_list", pods(), ANN));
            for (int i = 0; i < 9_000; i++) {
                forgetful.put(List.of(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "ConfigMap",
                        "metadata",
                        Map.of("name", "busy", "namespace", "shop"))));
            }
            assertThatThrownBy(() -> call(its, "k8s_list", more(pods(), "continue", cursor), ANN))
                    .isInstanceOfSatisfying(
                            ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessageContaining("too old");
        }
    }

    @Test
    void showsAPrintedKindInTheServersColumnsWithoutTheWideOnes() {
        var text =
                list(Map.of("kind", "widgets", "namespace", "shop", "limit", 2)).text();
        assertThat(text.lines().findFirst()).hasValue("NAME          SIZE  PHASE");
        assertThat(text)
                .contains("widget-00001  1     Ready")
                .endsWith(text.substring(text.lastIndexOf("showing 2 of 512")));
        assertThat(list(more(
                                Map.<String, Object>of("kind", "wd", "namespace", "shop"),
                                "where",
                                "object.status.phase == 'Waiting' && object.spec.size > 500"))
                        .text())
                .contains("widget-00501", "widget-00510")
                .doesNotContain("widget-00500", "showing");
    }

    @Test
    void fallsBackFromRowsToNamesToCountsByState() {
        var many = more(pods(), "limit", 500);
        assertThat(list(more(many, "maxTokens", 4_000)).text()).startsWith("web-7d4b9c6f5d-00000, web-");
        assertThat(list(more(many, "maxTokens", 500)).text())
                .startsWith("500 pods: 490 Running, 10 CrashLoopBackOff\nshowing 500 of 512; continue with cursor=");
    }

    @Test
    void oneObjectThatIsTooLargeIsCutAndTheListGoesOn() {
        sandbox.put(IntStream.range(0, 3)
                .mapToObj(i -> Map.<String, Object>of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "ConfigMap",
                        "metadata",
                        Map.of("name", "large-" + i, "namespace", "other"),
                        "data",
                        Map.of("file", "x".repeat(50_000))))
                .toList());
        var arguments = Map.<String, Object>of("kind", "cm", "namespace", "other", "output", "json");
        var names = walk(arguments, new ArrayList<>());
        assertThat(names).containsExactly("large-0", "large-1", "large-2");
    }

    @Test
    void eventsAreTheNewestOfAllNewestFirst() {
        var text =
                ((ToolResult.Success) call(tools, "k8s_events", Map.of("namespace", "shop", "limit", 3), ANN)).text();
        assertThat(text.lines().skip(1).limit(3).map(line -> line.replaceAll(".*Pod/(\\S+).*", "$1")))
                .containsExactly(ManyObjects.podName(511), ManyObjects.podName(510), ManyObjects.podName(509));
        assertThat(text).endsWith("\nshowing 3 of 512; a larger limit or maxTokens shows more");
    }

    @Test
    void everyFormOfAListKeepsItsBudget() {
        for (int budget : List.of(200, 500, 1_000, 4_000)) {
            for (var form : List.of(
                    Map.<String, Object>of(),
                    Map.<String, Object>of("output", "json"),
                    Map.<String, Object>of("countBy", "metadata.name"))) {
                var arguments = new LinkedHashMap<String, Object>(form);
                arguments.putAll(more(more(pods(), "maxTokens", budget), "limit", 500));
                var result = list(arguments);
                assertThat(TokenBudget.tokensOf(result.text() + JsonText.text(result.structured())))
                        .as(arguments.toString())
                        .isLessThanOrEqualTo(budget);
            }
        }
    }

    private List<String> walk(Map<String, Object> arguments, List<String> names) {
        var page = list(arguments);
        if (page.structured().get("items") instanceof List<?> items) {
            items.forEach(item -> names.add(new KubernetesObject(TreeDifference.map(item)).name()));
        } else {
            page.text()
                    .lines()
                    .flatMap(line -> java.util.Arrays.stream(line.split("[ ,]+")))
                    .filter(word -> word.startsWith("web-"))
                    .forEach(names::add);
        }
        return page.structured().get("continue") instanceof String next
                ? walk(more(arguments, "continue", next), names)
                : names;
    }

    private static Map<String, Object> pods() {
        return Map.of("kind", "pods", "namespace", "shop");
    }

    private static Map<String, Object> more(Map<String, Object> arguments, String name, Object value) {
        var all = new LinkedHashMap<>(arguments);
        all.put(name, value);
        return all;
    }

    private static String cursor(ToolResult result) {
        return String.valueOf(result.structured().get("continue"));
    }

    private ToolResult.Success list(Map<String, Object> arguments) {
        return (ToolResult.Success) call(tools, "k8s_list", arguments, ANN);
    }

    private static ToolResult call(List<Tool> of, String name, Map<String, Object> arguments, Caller caller) {
        var tool = of.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        return tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), caller, CallContext.none()));
    }
}
