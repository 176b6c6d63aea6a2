package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** One server before two clusters, and a third one that is away. */
class SeveralContextsTests extends RunningServer {

    private static final SeveralClusters CLUSTERS = new SeveralClusters();

    @DynamicPropertySource
    static void severalContexts(DynamicPropertyRegistry settings) {
        var kubeconfig = CLUSTERS.kubeconfig();
        settings.add("test.kubeconfig", kubeconfig::toString);
        settings.add("copilot.kubernetes.contexts", () -> "*");
    }

    @AfterAll
    static void stop() {
        CLUSTERS.close();
    }

    @Test
    void readsTheCurrentClusterUnlessAnotherIsNamedAndSaysWhichOneAnswered() {
        var session = as(Role.PLANNER).open();
        for (var context : List.of("test", "live")) {
            var result = session.call("k8s_get", with(settings(), context));
            assertThat(WireSession.text(result)).startsWith("# context: " + context + "\n");
            assertThat(WireSession.text(result)).contains("from " + context);
            assertThat(structured(result)).containsEntry("context", context).containsEntry("cluster", context);
        }
        var unnamed = session.call("k8s_get", settings());
        assertThat(WireSession.text(unnamed)).contains("from test");
        assertThat(structured(unnamed)).containsEntry("context", "test");
    }

    @Test
    void namesTheContextsToWhoNamesOneThatIsNotServed() {
        var result = as(Role.PLANNER).open().call("k8s_get", with(settings(), "prod"));
        assertThat(WireSession.code(result)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(result)).contains("'prod'", "contexts: test, live, away");
        var number = as(Role.PLANNER).open().call("k8s_list", Map.of("kind", "pods", "context", 7));
        assertThat(WireSession.code(number)).isEqualTo("invalid_argument");
    }

    @Test
    void writesNothingWhereNobodySaidInWhichCluster() {
        var result = as(Role.OPERATOR).open().call("k8s_scale", scale(4));
        assertThat(WireSession.code(result)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(result))
                .contains("'context' of k8s_scale is missing", "contexts: test, live, away");
        var preview = as(Role.REVIEWER).open().call("k8s_scale", withDryRun(scale(4)));
        assertThat(WireSession.code(preview)).isEqualTo("invalid_argument");
    }

    @Test
    void confirmsMakesAndUndoesAChangeInItsOwnCluster() {
        var session = as(Role.OPERATOR).open();
        var before = List.of(replicas("test"), replicas("live"));
        var asked = session.call("k8s_scale", with(scale(5), "live"));
        assertThat(WireSession.code(asked)).isEqualTo("confirmation_required");
        assertThat(WireSession.text(asked)).contains("context live: nothing was changed yet");
        var handle = WireSession.object(structured(asked), "confirmation").get("handle");

        var confirmed = new LinkedHashMap<String, Object>(scale(5));
        confirmed.put("confirm", handle);
        var elsewhere = session.call("k8s_scale", with(confirmed, "test"));
        assertThat(WireSession.code(elsewhere)).isEqualTo("confirmation_required");
        assertThat(WireSession.text(elsewhere)).contains("the handle is refused");

        var done = session.call("k8s_scale", with(confirmed, "live"));
        assertThat(WireSession.failed(done)).as(WireSession.text(done)).isFalse();
        assertThat(replicas("live")).isEqualTo("5");
        assertThat(replicas("test")).isEqualTo(before.getFirst());

        var change = WireSession.object(structured(done), "change");
        assertThat(change).containsEntry("context", "live");
        var wrong = session.call("change_undo", Map.of("id", change.get("id"), "context", "test"));
        assertThat(WireSession.text(wrong)).contains("was made in context live, not in test");
        var undo = session.call("change_undo", Map.of("id", change.get("id")));
        assertThat(WireSession.text(undo)).contains("in context live");
        var undone = session.call(
                "change_undo",
                Map.of(
                        "id",
                        change.get("id"),
                        "confirm",
                        WireSession.object(structured(undo), "confirmation").get("handle")));
        assertThat(WireSession.failed(undone)).as(WireSession.text(undone)).isFalse();
        assertThat(replicas("live")).isEqualTo(before.getLast());
        assertThat(replicas("test")).isEqualTo(before.getFirst());
    }

    @Test
    void aClusterThatIsAwayFailsItsOwnCallsOnly() {
        var session = as(Role.OPERATOR).open();
        var away = session.call("k8s_get", with(settings(), "away"));
        assertThat(WireSession.code(away)).isEqualTo("backend_unavailable");
        assertThat(WireSession.text(away)).contains("context away: ");
        assertThat(WireSession.failed(session.call("k8s_get", with(settings(), "live"))))
                .isFalse();
        assertThat(WireSession.text(session.call("status", Map.of()))).contains("kubernetes", "ready");
    }

    @Test
    void listsTheClustersAndWhyOneIsAway() {
        var result = as(Role.PLANNER).open().call("contexts_list", Map.of());
        assertThat(contexts(result))
                .extracting(context -> context.get("name"), context -> context.get("current"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("test", true),
                        org.assertj.core.groups.Tuple.tuple("live", false),
                        org.assertj.core.groups.Tuple.tuple("away", false));
        assertThat(contexts(result).get(1))
                .containsEntry("namespace", "edge")
                .containsEntry("server", CLUSTERS.live.uri().toString())
                .containsKey("version");
        assertThat(contexts(result).getLast())
                .doesNotContainKey("version")
                .extracting("unavailable")
                .asString()
                .contains("cannot be reached");
    }

    @Test
    void offersTheArgumentWhereItHasAMeaning() {
        var tools = as(Role.OPERATOR).open().tools();
        assertThat(argument(tools, "k8s_get")).containsEntry("enum", List.of("test", "live", "away"));
        assertThat(argument(tools, "k8s_diagnose")).isNotEmpty();
        assertThat(argument(tools, "helm_list")).isNotEmpty();
        assertThat(argument(tools, "change_undo")).isNotEmpty();
        assertThat(argument(tools, "status")).isEmpty();
        assertThat(argument(tools, "changes_list")).isEmpty();
        assertThat(required(tools, "k8s_scale")).contains("context");
        assertThat(required(tools, "helm_upgrade")).contains("context");
        assertThat(required(tools, "k8s_get")).doesNotContain("context");
        assertThat(required(tools, "change_undo")).doesNotContain("context");
    }

    @Test
    void aFixSaysInWhichClusterItIsToBeMade() {
        CLUSTERS.live.install("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: asleep, namespace: edge}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: asleep}}
                  template:
                    metadata: {labels: {app: asleep}}
                    spec: {containers: [{name: nginx, image: "registry.test/nginx:1.21", env: [{name: A,
                      valueFrom: {configMapKeyRef: {name: setings, key: greeting}}}]}]}
                """);
        assertThat(CLUSTERS.live.awaitIdle(java.time.Duration.ofSeconds(20))).isTrue();
        var result = as(Role.PLANNER)
                .open()
                .call("k8s_diagnose", Map.of("namespace", "edge", "name", "asleep", "context", "live"));
        assertThat(structured(result).toString()).contains("arguments={", "context=live");
        var other = as(Role.PLANNER).open().call("k8s_diagnose", Map.of("namespace", "edge", "context", "test"));
        assertThat(structured(other)).containsEntry("healthy", true);
    }

    @Test
    void theAuditTrailKeepsTheContextAsItWasGiven() {
        var session = as("second").open();
        session.call("k8s_get", with(settings(), "live"));
        var records = session.call("audit_query", Map.of("caller", "second", "tool", "k8s_get", "output", "json"));
        assertThat(structured(records).toString()).contains("\"context\":\"live\"");
    }

    private String replicas(String context) {
        var result = as(Role.PLANNER)
                .open()
                .call(
                        "k8s_get",
                        with(
                                Map.of("kind", "Deployment", "namespace", "edge", "name", "web", "output", "json"),
                                context));
        var text = WireSession.text(result) + structured(result);
        var matcher =
                java.util.regex.Pattern.compile("\"?replicas\"?[:=] ?(\\d+)").matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static Map<String, Object> settings() {
        return Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings");
    }

    private static Map<String, Object> scale(int replicas) {
        return Map.of("kind", "Deployment", "name", "web", "namespace", "edge", "replicas", replicas);
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String context) {
        var complete = new LinkedHashMap<>(arguments);
        complete.put("context", context);
        return complete;
    }

    private static Map<String, Object> withDryRun(Map<String, Object> arguments) {
        var complete = new LinkedHashMap<>(arguments);
        complete.put("dryRun", true);
        return complete;
    }

    private static Map<String, Object> argument(List<Map<String, Object>> tools, String name) {
        var properties = WireSession.object(schema(tools, name), "properties");
        return properties.containsKey("context") ? WireSession.object(properties, "context") : Map.of();
    }

    private static List<String> required(List<Map<String, Object>> tools, String name) {
        return schema(tools, name).get("required") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, Object> schema(List<Map<String, Object>> tools, String name) {
        return tools.stream()
                .filter(tool -> name.equals(tool.get("name")))
                .findFirst()
                .map(tool -> WireSession.object(tool, "inputSchema"))
                .orElseThrow();
    }

    private static Map<String, Object> structured(Map<String, Object> result) {
        return WireSession.object(result, "structuredContent");
    }

    @SuppressWarnings("unchecked") // contexts are objects
    private static List<Map<String, Object>> contexts(Map<String, Object> result) {
        return (List<Map<String, Object>>) structured(result).getOrDefault("contexts", List.of());
    }
}
