package io.lexiops.server.mcp;

import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.sandbox.SandboxSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The server is killed between each two steps of a change, and started again. A write to its database and a write to the
 * API are the only steps that leave anything behind, so before and after each of them is everywhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledServerTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %s, namespace: crash}
            data: {value: "%s"}
            """;

    private Sandbox sandbox;
    private ApiProxy api;
    private KillableServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        sandbox = Sandbox.start(SandboxSettings.inMemory());
        sandbox.install("apiVersion: v1\nkind: Namespace\nmetadata: {name: crash}\n");
        api = new ApiProxy(sandbox);
        server = new KillableServer(folder, api.kubeconfig());
    }

    @AfterAll
    void stop() {
        server.close();
        api.close();
        sandbox.close();
    }

    // 1 planned, 2 started, 3 written, 4 ended, 5 in the audit trail
    @ParameterizedTest
    @ValueSource(strings = {"before 1", "before 2", "before 3", "before 4", "before 5", "after 5"})
    void aKillAtAnyNoteInTheLedgerOrTheTrailLosesAndDoublesNothing(String moment) throws Exception {
        var name = "ledger-" + moment.replace(' ', '-');
        patchesOnce(name, () -> server.killAtCommit(moment));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKillAroundTheWriteIsSettledByTheObject(boolean done) throws Exception {
        patchesOnce(
                "write-" + done,
                () -> api.stepInAt((_, now) -> {
                    if (now == done) {
                        server.kill();
                    }
                    return now != done;
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 false", "1 true", "2 false", "2 true", "3 false", "3 true"})
    void aKillBetweenTheDocumentsOfAnApplySaysWhatWasMadeAndIsTakenBack(String moment) throws Exception {
        int write = Integer.parseInt(moment.substring(0, 1));
        boolean done = moment.endsWith("true");
        var name = "doc-" + moment.replace(' ', '-');
        sandbox.install(CONFIG_MAP.formatted(name + "-a", "old"));
        var manifest = String.join(
                "---\n",
                CONFIG_MAP.formatted(name + "-a", "new"),
                CONFIG_MAP.formatted(name + "-b", "new"),
                CONFIG_MAP.formatted(name + "-c", "new"));
        var call = new Call("k8s_apply", Map.of("manifest", manifest, "force", true));
        killed(call, () -> api.stepInAt(at(write, done)));
        int made = done ? write : write - 1;
        var outcome = call.outcome();
        assertThat(api.writes()).as("%s", outcome).hasSize(made == 0 ? 3 : made).doesNotHaveDuplicates();
        if (made == 0 || made == 3) {
            assertThat(outcome).containsEntry("outcome", "CONVERGED");
        } else {
            assertThat(outcome).containsEntry("outcome", "UNKNOWN");
            assertThat(outcome.toString())
                    .contains("ConfigMap/" + name + "-a in crash=made", name + "-c in crash=not made");
        }
        undone(outcome);
        assertThat(value(name + "-a")).isEqualTo("old");
        assertThat(value(name + "-b")).isNull();
        assertThat(value(name + "-c")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 false", "2 true"})
    void aKillBetweenATemplateAndItsPodReplacesThePodAllTheSame(String moment) throws Exception {
        boolean done = moment.endsWith("true");
        var name = "set-" + done;
        sandbox.install("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: %s, namespace: crash}
            spec:
              replicas: 1
              serviceName: db
              selector: {matchLabels: {app: %1$s}}
              template:
                metadata: {labels: {app: %1$s}}
                spec: {containers: [{name: web, image: "registry.test/nginx:9.9"}]}
            """.formatted(name));
        await().atMost(SOON).untilAsserted(() -> assertThat(pod(name)).contains("PullBackOff"));
        var call = new Call(
                "k8s_set_image", Map.of("name", name, "namespace", "crash", "image", "registry.test/nginx:1.22"));
        killed(call, () -> api.stepInAt(at(2, done)));
        await().atMost(SOON).untilAsserted(() -> assertThat(pod(name)).contains("nginx:1.22"));
        assertThat(call.outcome()).containsEntry("outcome", "CONVERGED");
        assertThat(api.writes()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aKillBeforeAnythingIsAllowedLeavesNothing() throws Exception {
        sandbox.install(CONFIG_MAP.formatted("preview", "old"));
        var call = patch("preview");
        server.restart();
        assertThat(call.outcome()).containsEntry("outcome", "CONVERGED");
        assertThat(value("preview")).isEqualTo("new");
    }

    private void patchesOnce(String name, Arming arm) throws Exception {
        sandbox.install(CONFIG_MAP.formatted(name, "old"));
        var call = patch(name);
        api.stepInAt((_, _) -> true);
        killed(call, arm);
        await().atMost(SOON).untilAsserted(() -> assertThat(open()).isEmpty());
        recordedOnce(!name.equals("ledger-before-1"));
        var outcome = call.outcome();
        assertThat(outcome).containsEntry("outcome", "CONVERGED");
        assertThat(call.outcome()).containsEntry("id", outcome.get("id")).containsEntry("replayed", true);
        assertThat(api.writes()).hasSize(1);
        assertThat(value(name)).isEqualTo("new");
        undone(outcome);
        assertThat(value(name)).isEqualTo("old");
        assertThat(server.client().call("audit_query", Map.of("verify", true)).toString())
                .contains("intact");
    }

    /** However often it is started again. */
    private void recordedOnce(boolean planned) throws Exception {
        var changes = changes(Map.of("limit", 1));
        if (!planned) {
            return;
        }
        var id = String.valueOf(((Map<?, ?>) changes.getFirst()).get("id"));
        await().atMost(SOON).untilAsserted(() -> assertThat(records(id)).hasSize(1));
        var record = records(id);
        server.restart();
        assertThat(records(id)).isEqualTo(record);
    }

    private List<?> records(String change) {
        var answer = server.client().call("audit_query", Map.of("change", change, "output", "json"));
        return WireSession.list(WireSession.object(answer, "structuredContent"), "records");
    }

    private Call patch(String name) {
        return new Call(
                "k8s_patch",
                Map.of(
                        "kind",
                        "ConfigMap",
                        "name",
                        name,
                        "namespace",
                        "crash",
                        "patch",
                        Map.of("data", Map.of("value", "new"))));
    }

    private ApiProxy.Step at(int write, boolean done) {
        return (number, now) -> {
            if (number == write && now == done) {
                server.kill();
                return false;
            }
            return true;
        };
    }

    private interface Arming {
        void arm() throws Exception;
    }

    /** The call does not come to its end; afterwards the server is there again. */
    private void killed(Call call, Arming arm) throws Exception {
        arm.arm();
        try {
            var answer = call.confirmed();
            throw new AssertionError("it was not killed: " + answer);
        } catch (UncheckedIOException _) {
            await().atMost(SOON).until(() -> !server.runs());
        }
        api.letPass();
        server.restart();
    }

    private List<?> open() {
        var open = new ArrayList<Object>();
        for (var state : List.of("planned", "started")) {
            open.addAll(changes(Map.of("state", state)));
        }
        return open;
    }

    private List<?> changes(Map<String, Object> which) {
        var arguments = new LinkedHashMap<>(which);
        arguments.put("output", "json");
        var answer = server.client().call("changes_list", arguments);
        return WireSession.list(WireSession.object(answer, "structuredContent"), "changes");
    }

    private void undone(Map<String, Object> outcome) {
        // A person answers: a deletion is never confirmed by a handle.
        var asking = new StatelessClient(server.client().wire(), StatelessClient.CAN_ASK);
        var arguments = Map.of("id", outcome.get("id"));
        var question = asking.call("change_undo", arguments);
        var yes = Map.of("confirm", Map.of("action", "accept", "content", Map.of("confirm", true)));
        var done = WireSession.object(asking.again("change_undo", arguments, question, yes), "result");
        assertThat(WireSession.failed(done)).as("%s", done).isFalse();
    }

    private @Nullable String value(String name) {
        var answer = server.client()
                .call("k8s_get", Map.of("kind", "ConfigMap", "name", name, "namespace", "crash", "output", "json"));
        return WireSession.failed(answer)
                ? null
                : String.valueOf(WireSession.object(
                                WireSession.object(WireSession.object(answer, "structuredContent"), "object"), "data")
                        .get("value"));
    }

    private String pod(String set) {
        return server.client()
                .call("k8s_get", Map.of("kind", "Pod", "name", set + "-0", "namespace", "crash", "output", "json"))
                .toString();
    }

    /** One call with its idempotency key and the handle of its preview. */
    private final class Call {

        private final String tool;
        private final Map<String, Object> arguments;
        private final String key = UUID.randomUUID().toString();
        private final String handle;

        Call(String tool, Map<String, Object> arguments) {
            this.tool = tool;
            this.arguments = arguments;
            var preview = WireSession.object(server.client().call(tool, arguments), "structuredContent");
            this.handle =
                    String.valueOf(WireSession.object(preview, "confirmation").get("handle"));
        }

        Map<String, Object> confirmed() {
            var confirmed = new LinkedHashMap<>(arguments);
            confirmed.put("confirm", handle);
            return server.client()
                    .result(
                            "tools/call",
                            Map.of(
                                    "name",
                                    tool,
                                    "arguments",
                                    confirmed,
                                    "_meta",
                                    Map.of("io.lexiops/idempotency-key", key)));
        }

        Map<String, Object> outcome() {
            var answer = confirmed();
            try {
                return WireSession.object(WireSession.object(answer, "structuredContent"), "change");
            } catch (AssertionError e) {
                throw new AssertionError(String.valueOf(answer), e);
            }
        }
    }
}
