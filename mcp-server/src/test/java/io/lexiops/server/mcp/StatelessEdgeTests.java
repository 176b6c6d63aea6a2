package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

import static io.lexiops.server.mcp.StatelessClient.CAN_ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The revision without sessions, as it is on the wire. */
class StatelessEdgeTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    private EdgeTools.Waiting waiting;

    @Autowired
    private ListChanges changes;

    @BeforeEach
    void nobodyWaits() {
        waiting.reset();
        await().atMost(SOON).until(() -> waiting.running.get() == 0);
        waiting.reset();
    }

    @Test
    void answersACallWithoutASession() {
        var response = reader().send("tools/call", Map.of("name", "test_echo", "arguments", Map.of("text", "hello")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("mcp-session-id")).isEmpty();
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        var result = WireSession.object(WireClient.parse(response.body()), "result");
        assertThat(WireSession.text(result)).isEqualTo("hello");
        assertThat(result).containsEntry("resultType", "complete");
    }

    @Test
    void listsToTheRoleWhatItMayUse() {
        var planner = names(reader().result("tools/list", Map.of()));
        var operator = names(operator().result("tools/list", Map.of()));
        assertThat(planner).contains("k8s_list").doesNotContain("k8s_scale");
        assertThat(operator).contains("k8s_list", "k8s_scale").isSorted();
        assertThat(reader().result("tools/list", Map.of())).containsEntry("cacheScope", "private");
    }

    @Test
    void marksTheArgumentsThatAGatewayMayReadInAHeader() {
        var list = WireSession.list(reader().result("tools/list", Map.of()), "tools");
        assertThat(String.valueOf(list)).contains("x-mcp-header=Namespace");
        var session = as(Role.PLANNER).open().result("tools/list", Map.of());
        assertThat(String.valueOf(session)).doesNotContain("x-mcp-header");
    }

    @Test
    void refusesANamespaceInTheBodyThatTheHeaderDoesNotName() {
        var params = Map.of("name", "k8s_list", "arguments", Map.of("kind", "pods", "namespace", "edge"));
        var body = reader().body("tools/call", params);
        for (var header : List.of("kube-system", "=?base64?ZWRnZQ?=", "EDGE")) {
            var headers = StatelessClient.headers("tools/call", params);
            headers[headers.length - 1] = header;
            var response = as(Role.PLANNER).post(body, headers);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("-32020", "Mcp-Param-Namespace");
        }
    }

    static Stream<Map<String, Object>> wrongEnvelopes() {
        return Stream.of(
                Map.of(),
                Map.of("io.modelcontextprotocol/protocolVersion", 20260728),
                Map.of("io.modelcontextprotocol/clientCapabilities", "all"),
                Map.of("io.modelcontextprotocol/clientCapabilities", List.of()));
    }

    @ParameterizedTest
    @MethodSource("wrongEnvelopes")
    void saysWhatTheEnvelopeLacks(Map<String, Object> wrong) {
        var meta = new HashMap<String, Object>();
        if (!wrong.isEmpty()) {
            meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
            meta.put("io.modelcontextprotocol/clientCapabilities", Map.of());
        }
        meta.putAll(wrong);
        var response = as(Role.PLANNER)
                .post(
                        WireClient.message(7, "tools/list", Map.of("_meta", meta)),
                        StatelessClient.headers("tools/list", Map.of()));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(WireClient.parse(response.body())).containsEntry("id", 7);
        assertThat(response.body()).contains("io.modelcontextprotocol/");
    }

    @Test
    void doesWhatThePersonConfirmedInTheSecondRound() {
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "rounds", "patch", change("1"));
        create("rounds");
        var first = operator().call("k8s_patch", arguments);
        assertThat(first).containsEntry("resultType", "input_required").containsKey("requestState");
        assertThat(String.valueOf(first.get("inputRequests"))).contains("elicitation/create", "data.value");

        var done = operator().again("k8s_patch", arguments, first, Map.of("confirm", yes()));
        assertThat(WireSession.text(WireSession.object(done, "result"))).contains("data.value");
        assertThat(value("rounds")).isEqualTo("1");
    }

    @Test
    void anAnswerCountsOnce() {
        create("once");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "once", "patch", change("1"));
        var first = operator().call("k8s_patch", arguments);
        operator().again("k8s_patch", arguments, first, Map.of("confirm", yes()));
        // Brought back to where it was, the same answer must not make the change a second time.
        confirm("k8s_patch", Map.of("kind", "ConfigMap", "namespace", "edge", "name", "once", "patch", change("0")));
        var replayed = operator().again("k8s_patch", arguments, first, Map.of("confirm", yes()));
        assertThat(WireSession.failed(WireSession.object(replayed, "result"))).isTrue();
        assertThat(value("once")).isEqualTo("0");
    }

    @Test
    void anAnswerIsVoidWhenTheTargetHasMoved() {
        create("moved");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "moved", "patch", change("1"));
        var first = operator().call("k8s_patch", arguments);
        confirm("k8s_patch", Map.of("kind", "ConfigMap", "namespace", "edge", "name", "moved", "patch", change("7")));
        var late =
                WireSession.object(operator().again("k8s_patch", arguments, first, Map.of("confirm", yes())), "result");
        assertThat(WireSession.code(late)).isEqualTo("precondition_failed");
        assertThat(value("moved")).isEqualTo("7");
    }

    @Test
    void aNoIsANo() {
        create("declined");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "declined", "patch", change("1"));
        for (var answer : List.of(
                Map.of("action", "decline"),
                Map.of("action", "accept", "content", Map.of("confirm", false)),
                Map.of("action", "accept", "content", Map.of("confirm", "true")))) {
            var first = operator().call("k8s_patch", arguments);
            var ended = WireSession.object(
                    operator().again("k8s_patch", arguments, first, Map.of("confirm", answer)), "result");
            assertThat(WireSession.failed(ended)).isTrue();
        }
        assertThat(value("declined")).isEqualTo("0");
    }

    @Test
    void anAnswerWithoutTheStateOfItsQuestionIsNone() {
        create("unasked");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "unasked", "patch", change("1"));
        var answered = operator()
                .result(
                        "tools/call",
                        Map.of(
                                "name",
                                "k8s_patch",
                                "arguments",
                                arguments,
                                "inputResponses",
                                Map.of("confirm", yes())));
        assertThat(answered).containsEntry("resultType", "input_required");
        assertThat(value("unasked")).isEqualTo("0");
    }

    @Test
    void theStateOfAnotherCallerOrAnotherRequestIsRefused() {
        create("sealed");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "sealed", "patch", change("1"));
        var other = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "sealed", "patch", change("666"));
        var first = operator().call("k8s_patch", arguments);
        var stolen = new StatelessClient(as("second"), CAN_ASK)
                .again("k8s_patch", arguments, first, Map.of("confirm", yes()));
        var exchanged = operator().again("k8s_patch", other, first, Map.of("confirm", yes()));
        for (var refused : List.of(stolen, exchanged)) {
            assertThat(WireSession.object(refused, "error")).containsEntry("code", -32602);
            assertThat(String.valueOf(refused)).contains("requestState");
        }
        assertThat(value("sealed")).isEqualTo("0");
    }

    @Test
    void aStateThatWasTouchedAnywhereIsRefused() {
        create("touched");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "touched", "patch", change("1"));
        var state = String.valueOf(operator().call("k8s_patch", arguments).get("requestState"));
        for (var forged :
                List.of("", "AAAA", state.substring(4), state + "A", "€", flipped(state, 3), flipped(state, 90))) {
            var refused =
                    operator().again("k8s_patch", arguments, Map.of("requestState", forged), Map.of("confirm", yes()));
            assertThat(WireSession.object(refused, "error")).as(forged).containsEntry("code", -32602);
        }
        assertThat(value("touched")).isEqualTo("0");
    }

    @Test
    void aClientThatCannotAskGetsAHandle() {
        create("handled");
        var arguments = Map.of("kind", "ConfigMap", "namespace", "edge", "name", "handled", "patch", change("1"));
        var asked = new StatelessClient(as(Role.OPERATOR), Map.of("elicitation", Map.of("url", Map.of())))
                .call("k8s_patch", arguments);
        assertThat(WireSession.code(asked)).isEqualTo("confirmation_required");
    }

    @Test
    void progressComesOnTheStreamOfItsRequest() {
        var params = Map.of("name", "test_progress", "_meta", Map.of("progressToken", 5));
        var response = reader().send("tools/call", params);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
        var messages = WireClient.messages(response.body());
        assertThat(messages).hasSize(4);
        assertThat(messages.getFirst().toString()).contains("notifications/progress", "progressToken=5");
        assertThat(messages.toString()).doesNotContain("ghp_0123456789");
    }

    @Test
    void aClientThatClosesTheStreamHasCancelled() throws IOException {
        var params = Map.of("name", "test_wait", "arguments", Map.of());
        var body = reader().body("tools/call", params);
        var response = as(Role.PLANNER).stream(body, StatelessClient.headers("tools/call", params));
        await().atMost(SOON).until(() -> waiting.running.get() == 1);
        response.body().close();
        await().atMost(SOON).until(() -> waiting.stopped.get() == 1);
    }

    @Test
    void whoListensHearsOfWhatTheyAskedForOnly() throws IOException {
        var params =
                Map.of("notifications", Map.of("toolsListChanged", true, "resourceSubscriptions", List.of("x://y")));
        var body = reader().body("subscriptions/listen", params);
        var response = as(Role.PLANNER).stream(body, StatelessClient.headers("subscriptions/listen", params));
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines).toString())
                    .contains("notifications/subscriptions/acknowledged", "toolsListChanged=true", "subscriptionId=r-1")
                    .doesNotContain("x://y");
            changes.changed(ListChanges.Kind.PROMPTS);
            changes.changed(ListChanges.Kind.TOOLS);
            assertThat(next(lines).toString()).contains("notifications/tools/list_changed", "subscriptionId=r-1");
        }
    }

    @Test
    void refusesWhatTheNewRevisionDoesNotHave() {
        var version = new String[] {"MCP-Protocol-Version", "2026-07-28"};
        assertThat(as(Role.PLANNER).get(version).statusCode()).isEqualTo(405);
        assertThat(as(Role.PLANNER).delete(version).statusCode()).isEqualTo(405);
        assertThat(withoutToken().post(reader().body("tools/list", Map.of())).statusCode())
                .isEqualTo(401);
        for (var method : List.of("initialize", "ping", "logging/setLevel", "resources/subscribe", "tasks/get")) {
            var response = reader().send(method, Map.of());
            assertThat(response.statusCode()).as(method).isEqualTo(404);
            assertThat(response.body()).contains("-32601");
        }
    }

    private StatelessClient reader() {
        return new StatelessClient(as(Role.PLANNER), Map.of());
    }

    private StatelessClient operator() {
        return new StatelessClient(as(Role.OPERATOR), CAN_ASK);
    }

    private void create(String name) {
        confirm(
                "k8s_apply",
                Map.of(
                        "manifest",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name
                                + ", namespace: edge}\ndata: {value: \"0\"}\n"));
    }

    private void confirm(String tool, Map<String, ?> arguments) {
        var first = operator().call(tool, arguments);
        var done = operator().again(tool, arguments, first, Map.of("confirm", yes()));
        assertThat(WireSession.failed(WireSession.object(done, "result")))
                .as(done.toString())
                .isFalse();
    }

    private String value(String name) {
        var read = reader().call("k8s_get", Map.of("kind", "ConfigMap", "namespace", "edge", "name", name));
        return WireSession.text(read).replaceAll("(?s).*\\bvalue: ['\"]?(\\w+).*", "$1");
    }

    private static Map<String, Object> change(String value) {
        return Map.of("data", Map.of("value", value));
    }

    private static Map<String, Object> yes() {
        return Map.of("action", "accept", "content", Map.of("confirm", true));
    }

    private static String flipped(String text, int index) {
        char other = text.charAt(index) == 'A' ? 'B' : 'A';
        return text.substring(0, index) + other + text.substring(index + 1);
    }

    private static List<String> names(Map<String, Object> result) {
        return WireSession.list(result, "tools").stream()
                .map(tool -> String.valueOf(((Map<?, ?>) tool).get("name")))
                .toList();
    }

    private static Map<String, Object> next(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                return WireClient.parse(line.substring("data:".length()));
            }
        }
        throw new AssertionError("the stream has ended");
    }
}
