package io.lexiops.server.mcp;

import io.lexiops.server.tool.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Several at once, over HTTP: one of them writes, and all are told what became of their call. */
class RaceTests extends RunningServer {

    private static final int THREADS = 16;

    @Test
    void oneHandleSentManyTimesAtOnceIsOneWrite() throws Exception {
        var arguments = patch("race-handle", "1");
        var confirmed = confirmed(as(Role.OPERATOR), arguments);
        var results = atOnce(() -> new StatelessClient(as(Role.OPERATOR), Map.of()).call("k8s_patch", confirmed));
        // Who comes when it is done is told that there is nothing to do.
        assertThat(results).filteredOn(RaceTests::changed).hasSize(1);
        assertOneChange("race-handle");
    }

    @Test
    void oneAnswerSentManyTimesAtOnceIsOneWrite() throws Exception {
        var arguments = patch("race-answer", "1");
        var asking = new StatelessClient(as(Role.OPERATOR), StatelessClient.CAN_ASK);
        var question = asking.call("k8s_patch", arguments);
        var yes = Map.of("confirm", Map.of("action", "accept", "content", Map.of("confirm", true)));
        var results = atOnce(() -> WireSession.object(asking.again("k8s_patch", arguments, question, yes), "result"));
        assertThat(results).filteredOn(RaceTests::changed).hasSize(1);
        assertOneChange("race-answer");
    }

    @Test
    void oneKeySentManyTimesAtOnceIsOneWriteAndOneOutcomeForAll() throws Exception {
        var confirmed = confirmed(as(Role.OPERATOR), patch("race-key", "1"));
        var call = Map.of(
                "name",
                "k8s_patch",
                "arguments",
                confirmed,
                "_meta",
                Map.of("io.lexiops/idempotency-key", "race-key-1"));
        var results = atOnce(() -> new StatelessClient(as(Role.OPERATOR), Map.of()).result("tools/call", call));
        assertThat(results).noneMatch(WireSession::failed);
        assertThat(results)
                .extracting(result -> WireSession.object(WireSession.object(result, "structuredContent"), "change")
                        .get("id"))
                .containsOnly(WireSession.object(WireSession.object(results.getFirst(), "structuredContent"), "change")
                        .get("id"));
        assertOneChange("race-key");
    }

    @Test
    void ofTwoCallersWithAPreviewOfOneStateOneWinsAndTheOtherIsShownTheNewState() throws Exception {
        var first = confirmed(as("operator"), patch("race-callers", "1"));
        var second = confirmed(as("second"), Map.copyOf(withValue(patch("race-callers", "0"), "2")));
        var barrier = new CyclicBarrier(2);
        List<Map<String, Object>> results;
        try (var pool = Executors.newFixedThreadPool(2)) {
            var one = pool.submit(() -> {
                barrier.await();
                return new StatelessClient(as("operator"), Map.of()).call("k8s_patch", first);
            });
            var other = pool.submit(() -> {
                barrier.await();
                return new StatelessClient(as("second"), Map.of()).call("k8s_patch", second);
            });
            results = List.of(one.get(), other.get());
        }
        assertThat(results).filteredOn(result -> !WireSession.failed(result)).hasSize(1);
        assertThat(results)
                .filteredOn(WireSession::failed)
                .singleElement()
                .satisfies(lost -> assertThat(WireSession.text(lost))
                        .containsAnyOf("was changed since the preview", "somebody has changed a target"));
        assertOneChange("race-callers");
    }

    private static boolean changed(Map<String, Object> result) {
        return !WireSession.failed(result) && result.toString().contains("outcome=CONVERGED");
    }

    private void assertOneChange(String name) {
        var listed = new StatelessClient(as(Role.OPERATOR), Map.of())
                .call("changes_list", Map.of("output", "json", "limit", 500));
        var changes = (List<?>) Objects.requireNonNull(
                WireSession.object(listed, "structuredContent").get("changes"));
        assertThat(changes)
                .filteredOn(change -> change.toString().contains(name)
                        && change.toString().contains("k8s_patch")
                        && change.toString().contains("outcome=CONVERGED"))
                .hasSize(1);
    }

    private Map<String, Object> patch(String name, String value) {
        TestCluster.sandbox()
                .install(
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: edge}\ndata: {value: \"0\"}\n"
                                .formatted(name));
        return withValue(Map.of("kind", "ConfigMap", "namespace", "edge", "name", name), value);
    }

    private static Map<String, Object> withValue(Map<String, Object> arguments, String value) {
        var changed = new LinkedHashMap<>(arguments);
        changed.put("patch", Map.of("data", Map.of("value", value)));
        return changed;
    }

    private static Map<String, Object> confirmed(WireClient caller, Map<String, Object> arguments) {
        var preview = new StatelessClient(caller, Map.of()).call("k8s_patch", arguments);
        var confirmed = new LinkedHashMap<>(arguments);
        confirmed.put(
                "confirm",
                WireSession.object(WireSession.object(preview, "structuredContent"), "confirmation")
                        .get("handle"));
        return confirmed;
    }

    private static List<Map<String, Object>> atOnce(Callable<Map<String, Object>> call) throws Exception {
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            var results = new ArrayList<Map<String, Object>>();
            for (var future : pool.invokeAll(Collections.nCopies(THREADS, call))) {
                results.add(future.get());
            }
            return results;
        }
    }
}
