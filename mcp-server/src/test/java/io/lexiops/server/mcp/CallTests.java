package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls over HTTP, from the words on the wire to the words that come back. */
class CallTests extends RunningServer {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    private EdgeTools.Waiting waiting;

    @BeforeEach
    void nobodyWaits() {
        waiting.reset();
        await().atMost(SOON).until(() -> waiting.running.get() == 0);
        waiting.reset();
    }

    @Test
    void readsAnObjectOfTheCluster() {
        var result = as(Role.PLANNER)
                .open()
                .call("k8s_get", Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings"));
        assertThat(WireSession.failed(result)).isFalse();
        assertThat(WireSession.text(result)).contains("level: info");
    }

    @Test
    void takesTheNameOfTheOnlyClusterAndNoOther() {
        var session = as(Role.PLANNER).open();
        var named = new LinkedHashMap<String, Object>(
                Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings", "context", "sandbox"));
        assertThat(WireSession.text(session.call("k8s_get", named)))
                .contains("level: info")
                .doesNotContain("# context");
        named.put("context", "prod");
        var other = session.call("k8s_get", named);
        assertThat(WireSession.code(other)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(other)).contains("'prod'", "contexts: sandbox");
        var scale = as(Role.OPERATOR)
                .open()
                .call("k8s_scale", Map.of("name", "web", "namespace", "edge", "replicas", 3, "context", "prod"));
        assertThat(WireSession.text(scale)).contains("contexts: sandbox");
    }

    @Test
    void hidesASecretInTheObjectAndWhereverItTurnsUpLater() {
        var session = as(Role.PLANNER).open();
        var secret = session.call("k8s_get", Map.of("kind", "Secret", "namespace", "edge", "name", "login"));
        var settings = session.call("k8s_get", Map.of("kind", "ConfigMap", "namespace", "edge", "name", "settings"));
        assertThat(secret.toString()).contains("<redacted:sha:").doesNotContain(TestCluster.PASSWORD);
        assertThat(settings.toString()).contains("the login is <redacted:sha:").doesNotContain(TestCluster.PASSWORD);
    }

    @Test
    void namesAToolThatDoesNotExist() {
        var response = as(Role.OPERATOR).open().request("tools/call", Map.of("name", "k8s_explode"));
        assertThat(WireSession.object(response, "error").get("message"))
                .asString()
                .contains("k8s_explode")
                .doesNotContain("Exception");
    }

    static Stream<Map.Entry<Map<String, Object>, String>> wrongArguments() {
        return Stream.of(
                Map.entry(Map.of("text", "x", "colour", "red"), "unknown argument 'colour'"),
                Map.entry(Map.of(), "'text' of test_echo is missing"),
                Map.entry(Map.of("text", 7), "'text' must be a string, not a number"),
                Map.entry(Map.of("text", List.of()), "'text' must be a string, not an array"),
                Map.entry(Map.of("text", Map.of()), "'text' must be a string, not an object"),
                Map.entry(Map.of("text", true), "'text' must be a string, not a boolean"),
                Map.entry(Map.of("text", "x", "count", "3"), "'count' must be a whole number, not a string"),
                Map.entry(Map.of("text", "x", "count", 1.5), "'count' must be a whole number, not a number"),
                Map.entry(Map.of("text", "x", "count", 11), "'count' cannot be 11"),
                Map.entry(Map.of("text", "x", "count", 0), "'count' cannot be 0"),
                Map.entry(Map.of("text", "x", "count", -1), "'count' cannot be -1"),
                Map.entry(Map.of("text", "x", "count", 1e300), "'count' must be a whole number, not a number"),
                Map.entry(Map.of("text", "x", "loud", "true"), "'loud' must be true or false, not a string"),
                Map.entry(Map.of("text", "x", "words", "one"), "'words' must be a list of strings, not a string"),
                Map.entry(Map.of("text", "x", "words", List.of(1)), "'words' must be a list of strings"),
                Map.entry(Map.of("text", "x", "tree", "{}"), "'tree' must be an object, not a string"),
                Map.entry(Map.of("text", "x", "share", "1"), "'share' must be a number, not a string"),
                Map.entry(Map.of("text", "x", "level", "middle"), "'level' cannot be 'middle'"));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void saysWhichArgumentIsWrongAndWhatItShouldBe(Map.Entry<Map<String, Object>, String> wrong) {
        var result = as(Role.OBSERVER).open().call("test_echo", wrong.getKey());
        assertThat(WireSession.failed(result)).isTrue();
        assertThat(WireSession.code(result)).isEqualTo("invalid_argument");
        assertThat(WireSession.text(result)).contains(wrong.getValue());
    }

    @Test
    void takesAnArgumentThatIsNullForAbsent() {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"test_echo\","
                + "\"arguments\":{\"text\":\"hello\",\"count\":null}}}";
        var response = as(Role.OBSERVER).open().post(body);
        assertThat(WireClient.messages(response.body()).getLast().toString()).contains("hello");
    }

    @Test
    void keepsNumbersAsTheyWereSent() {
        var result = as(Role.OBSERVER)
                .open()
                .call("test_echo", Map.of("text", "x", "anything", List.of(9007199254740993L, 0.1, -1), "share", 0.25));
        assertThat(WireSession.object(WireSession.object(result, "structuredContent"), "arguments"))
                .containsEntry("anything", List.of(9007199254740993L, 0.1, -1))
                .containsEntry("share", 0.25);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"PLANNER", "OBSERVER"})
    void refusesEveryWriteOfARoleThatOnlyReads(Role role) {
        var session = as(role).open();
        for (var write : List.of("test_write", "helm_uninstall")) {
            var result = session.call(write, Map.of("dryRun", true));
            assertThat(WireSession.code(result)).isEqualTo("forbidden");
            assertThat(WireSession.text(result)).contains("only reads");
        }
    }

    @Test
    void letsAReviewerOnlyPreview() {
        var session = as(Role.REVIEWER).open();
        assertThat(WireSession.code(session.call("test_write", Map.of()))).isEqualTo("forbidden");
        assertThat(WireSession.code(session.call("test_write", Map.of("dryRun", false))))
                .isEqualTo("forbidden");
        assertThat(WireSession.failed(session.call("test_write", Map.of("dryRun", true))))
                .isFalse();
    }

    @Test
    void changesNothingWithoutAGrantOrAConfirmation() {
        var wanted = Map.of("kind", "Deployment", "name", "web", "namespace", "edge", "replicas", 3);
        var router = as(Role.ROUTER).open().call("k8s_scale", wanted);
        assertThat(WireSession.code(router)).isEqualTo("grant_invalid");
        var operator = as(Role.OPERATOR).open().call("k8s_scale", wanted);
        assertThat(WireSession.code(operator)).isEqualTo("confirmation_required");
        assertThat(WireSession.object(WireSession.object(operator, "structuredContent"), "confirmation"))
                .containsKeys("handle", "expiresAt");
        var forged = as(Role.ROUTER)
                .open()
                .call(
                        "k8s_scale",
                        wanted,
                        Map.of("io.lexiops/grant", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJhZ2VudC1ob3N0In0."));
        assertThat(WireSession.code(forged)).isEqualTo("grant_invalid");
        var now = as(Role.PLANNER)
                .open()
                .call("k8s_get", Map.of("kind", "Deployment", "namespace", "edge", "name", "web"));
        assertThat(WireSession.text(now)).contains("replicas: 1");
    }

    @Test
    void keepsACallerWithinItsNamespaces() {
        var session = as("fenced").open();
        assertThat(WireSession.failed(session.call("test_write", Map.of("namespace", "edge"))))
                .isFalse();
        for (var tool : List.of("test_write", "k8s_list")) {
            var result = session.call(
                    tool,
                    tool.equals("k8s_list")
                            ? Map.of("kind", "pods", "namespace", "kube-system")
                            : Map.of("namespace", "kube-system"));
            assertThat(WireSession.code(result)).isEqualTo("forbidden");
            assertThat(WireSession.text(result)).contains("allowed: edge");
        }
    }

    @Test
    void tellsNothingOfWhatIsInsideWhenAToolBreaks() {
        var session = as(Role.OPERATOR).open();
        for (var tool : List.of("test_fail", "test_overflow")) {
            var result = session.call(tool, Map.of());
            assertThat(WireSession.code(result)).isEqualTo("internal");
            assertThat(WireSession.text(result)).contains("incident");
            assertThat(result.toString())
                    .doesNotContain("Innards", "10.0.0.7", "correct-horse", "Exception", "OverflowError");
        }
        assertThat(session.result("ping", Map.of())).isEmpty();
    }

    @Test
    void redactsWhatAToolForgotToRedact() {
        var result = as(Role.OPERATOR).open().call("test_leak", Map.of());
        assertThat(result.toString()).doesNotContain("correct-horse").contains("DB_PASSWORD", "<redacted:sha:");
    }

    @Test
    void stopsACallThatItsCallerCancels() {
        var session = as(Role.OPERATOR).open();
        var call = CompletableFuture.supplyAsync(
                () -> session.request("slow", "tools/call", Map.of("name", "test_wait", "arguments", Map.of())));
        await().atMost(SOON).until(() -> waiting.running.get() == 1);
        session.notify("notifications/cancelled", Map.of("requestId", "slow", "reason", "changed my mind"));
        await().atMost(SOON).until(() -> waiting.stopped.get() == 1);
        assertThat(call).succeedsWithin(SOON);
    }

    @Test
    void stopsACallWhoseSessionEnds() {
        var session = as(Role.OPERATOR).open();
        var call = CompletableFuture.supplyAsync(() -> session.call("test_wait", Map.of()));
        await().atMost(SOON).until(() -> waiting.running.get() == 1);
        session.delete();
        await().atMost(SOON).until(() -> waiting.stopped.get() == 1);
        call.cancel(true);
    }

    @Test
    void doesNotLetAnotherCallerCancel() {
        var session = as("operator").open();
        var stranger = as("second").open();
        var call = CompletableFuture.supplyAsync(
                () -> session.request("mine", "tools/call", Map.of("name", "test_wait", "arguments", Map.of())));
        await().atMost(SOON).until(() -> waiting.running.get() == 1);
        stranger.notify("notifications/cancelled", Map.of("requestId", "mine"));
        as("second")
                .post(
                        WireClient.message(null, "notifications/cancelled", Map.of("requestId", "mine")),
                        "Mcp-Session-Id",
                        session.id());
        assertThat(stranger.result("ping", Map.of())).isEmpty();
        assertThat(waiting.stopped).hasValue(0);
        waiting.open();
        assertThat(call).succeedsWithin(SOON);
    }

    @Test
    void tellsHowFarALongCallIs() {
        var session = as(Role.OPERATOR).open();
        session.call("test_progress", Map.of(), Map.of("progressToken", "p1"));
        assertThat(session.notifications())
                .extracting(notification ->
                        WireSession.object(notification, "params").get("message"))
                .startsWith("one of three", "two of three")
                .last()
                .asString()
                .contains("the token is <redacted:sha:");
        assertThat(session.notifications())
                .extracting(notification ->
                        WireSession.object(notification, "params").get("progressToken"))
                .containsOnly("p1");
    }

    @Test
    void tellsNothingToWhoDidNotAskForProgress() {
        var session = as(Role.OPERATOR).open();
        session.call("test_progress", Map.of());
        assertThat(session.notifications()).isEmpty();
    }

    @Test
    void asksThePersonAtTheClient() {
        var yes = as(Role.OPERATOR).open(Map.of("elicitation", Map.of())).answering(question -> {
            assertThat(question.get("message"))
                    .asString()
                    .startsWith("scale web to 4?")
                    .doesNotContain("correct-horse");
            return Map.of("action", "accept", "content", Map.of("confirm", true));
        });
        assertThat(WireSession.text(yes.call("test_ask", Map.of()))).isEqualTo("yes");
    }

    @Test
    void takesOnlyAnExplicitYesForOne() {
        var operator = as(Role.OPERATOR);
        assertThat(asked(operator, Map.of("action", "accept", "content", Map.of("confirm", false))))
                .isEqualTo("no");
        assertThat(asked(operator, Map.of("action", "accept", "content", Map.of())))
                .isEqualTo("no");
        assertThat(asked(operator, Map.of("action", "accept", "content", Map.of("confirm", "true"))))
                .isEqualTo("no");
        assertThat(asked(operator, Map.of("action", "decline"))).isEqualTo("no");
        assertThat(asked(operator, Map.of("action", "cancel"))).isEqualTo("nobody answered");
    }

    @Test
    void takesAnAnswerThatIsNoneForNoAnswer() {
        var operator = as(Role.OPERATOR);
        assertThat(asked(operator, Map.of("action", "ACCEPT", "content", Map.of("confirm", true))))
                .isEqualTo("nobody answered");
        assertThat(asked(operator, Map.of("action", "yes"))).isEqualTo("nobody answered");
        assertThat(asked(operator, Map.of())).isEqualTo("nobody answered");
        assertThat(asked(operator, Map.of("action", "accept", "content", "yes")))
                .isEqualTo("nobody answered");
        assertThat(WireSession.text(operator.open(Map.of("elicitation", Map.of()))
                        .refusing(-32601, "Method not found")
                        .call("test_ask", Map.of())))
                .isEqualTo("nobody answered");
    }

    @Test
    void aClientThatCannotAskAfterAllGetsTheHandle() {
        var result = as(Role.OPERATOR)
                .open(Map.of("elicitation", Map.of()))
                .refusing(-32601, "Method not found")
                .call(
                        "k8s_apply",
                        Map.of(
                                "manifest",
                                "{apiVersion: v1, kind: ConfigMap, metadata: {name: asked, namespace: edge}, data: {a: b}}"));
        assertThat(WireSession.code(result)).isEqualTo("confirmation_required");
    }

    @Test
    void doesNotAskAClientThatCannotAsk() {
        assertThat(WireSession.text(as(Role.OPERATOR).open().call("test_ask", Map.of())))
                .isEqualTo("nobody answered");
    }

    @Test
    void answersSeveralCallsOfOneSessionAtTheSameTime() {
        var session = as(Role.OPERATOR).open();
        var slow = CompletableFuture.supplyAsync(() -> session.call("test_wait", Map.of()));
        await().atMost(SOON).until(() -> waiting.running.get() == 1);
        assertThat(WireSession.text(session.call("test_echo", Map.of("text", "meanwhile"))))
                .isEqualTo("meanwhile");
        waiting.open();
        assertThat(slow).succeedsWithin(SOON);
    }

    private static String asked(WireClient client, Map<String, Object> answer) {
        return WireSession.text(client.open(Map.of("elicitation", Map.of()))
                .answering(_ -> answer)
                .call("test_ask", Map.of()));
    }
}
