package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** k8s_run, and of k8s_exec what can be shown on a cluster that runs no processes. */
class PodProgramsTests extends SandboxServer {

    private static final String BUSYBOX = "registry.test/busybox:1.0";

    @Test
    void runsAnImageToItsEndAndReturnsItsLogAndDeletesThePod() {
        var change = granted(
                "k8s_run",
                Map.of(
                        "image",
                        BUSYBOX,
                        "namespace",
                        "shop",
                        "name",
                        "once",
                        "command",
                        List.of("sh", "-c", "echo level is $LEVEL; echo token ghp_0123456789abcdefghijABCDEFGHIJ"),
                        "env",
                        Map.of("LEVEL", "debug")),
                "user:alice");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(text(change))
                .contains("exit code 0", "level is debug")
                .doesNotContain("ghp_0123456789abcdefghijABCDEFGHIJ");
        assertThat(result(change))
                .containsEntry("exitCode", 0L)
                .containsEntry("phase", "Succeeded")
                .containsEntry("deleted", true);
        assertThat(pod("once")).isInstanceOf(ToolResult.Failure.class);
        assertThat(failure(call("change_undo", Map.of("id", id(change), "dryRun", true), REVIEWER, null))
                        .message())
                .contains("has no way back");
    }

    @Test
    void aProgramThatFailsIsAChangeThatDidNotConverge() {
        var change = granted(
                "k8s_run",
                Map.of(
                        "image",
                        BUSYBOX,
                        "namespace",
                        "shop",
                        "name",
                        "failing",
                        "command",
                        List.of("sh", "-c", "echo no such host; exit 3")),
                "user:alice");

        assertThat(outcome(change)).isEqualTo("NOT_CONVERGED");
        assertThat(text(change)).contains("the program ended with exit code 3", "no such host");
        assertThat(result(change)).containsEntry("exitCode", 3L).containsEntry("deleted", true);
        assertThat(pod("failing")).isInstanceOf(ToolResult.Failure.class);
    }

    @Test
    void keepsThePodIfAskedToAndUndoRemovesIt() {
        var change = granted(
                "k8s_run",
                Map.of("image", "registry.test/nginx:1.22", "namespace", "shop", "name", "kept", "keep", true),
                "user:alice");
        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(pod("kept")).isInstanceOf(ToolResult.Success.class);

        assertThat(outcome(granted("change_undo", Map.of("id", id(change)), "user:alice")))
                .isEqualTo("CONVERGED");
        assertThat(pod("kept")).isInstanceOf(ToolResult.Failure.class);
    }

    @Test
    void guardsSeeThePodThatWouldBeMade() {
        var preview = call(
                "k8s_run",
                Map.of("image", "registry.test/nginx:latest", "namespace", "shop", "dryRun", true),
                REVIEWER,
                null);
        var json = Json.part(preview.structured().get("preview"));
        assertThat(String.valueOf(json.get("findings"))).contains("core/image-tag-floating");
        assertThat(String.valueOf(json.get("warnings"))).contains("the pod is deleted when its program has ended");
        assertThat(Json.parts(json.get("targets")))
                .singleElement()
                .satisfies(target -> assertThat(target.get("name")).asString().matches("run-nginx-[0-9a-f]{8}"));
    }

    @Test
    void aRunThatTakesTooLongIsStoppedAndItsPodDeleted() {
        var change = granted(
                "k8s_run",
                Map.of(
                        "image",
                        BUSYBOX,
                        "namespace",
                        "shop",
                        "name",
                        "endless",
                        "command",
                        List.of("sh", "-c", "echo begun; sleep 3600"),
                        "timeout",
                        5L),
                "user:alice");
        assertThat(outcome(change)).isEqualTo("NOT_CONVERGED");
        assertThat(text(change)).contains("stopped waiting after 5 seconds", "begun");
        assertThat(result(change)).containsEntry("deleted", true).containsEntry("phase", "Running");
    }

    @Test
    void aPreviewOfAProgramInAPodIsOfHighRiskAndSaysThatNothingBringsItBack() {
        var preview = call("k8s_exec", exec(true, "printenv", "HOME"), REVIEWER, null);
        assertThat(text(preview))
                .contains("a program runs in it")
                .contains("runs [printenv, HOME] in the container web")
                .contains("risk: HIGH")
                .contains("it cannot be undone");
        assertThat(Json.parts(Json.part(preview.structured().get("preview")).get("changes")))
                .singleElement()
                .satisfies(change -> assertThat(change).containsEntry("operation", "execute"));
    }

    @Test
    void theSandboxSaysThatItRunsNoProcesses() {
        var change = granted("k8s_exec", exec(false, "printenv", "HOME"), "user:alice");
        assertThat(outcome(change)).isEqualTo("FAILED");
        assertThat(failure(change).message()).contains("the simulated cluster runs no processes");
    }

    @Test
    void takesAListOfWordsOnlyAndAContainerThatRuns() {
        assertThat(failure(call(
                                "k8s_exec",
                                Map.of("name", webPod(), "namespace", "shop", "command", "ls -l"),
                                REVIEWER,
                                null))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure(call(
                                "k8s_exec",
                                Map.of(
                                        "name",
                                        webPod(),
                                        "namespace",
                                        "shop",
                                        "command",
                                        List.of("ls"),
                                        "container",
                                        "nothing",
                                        "dryRun",
                                        true),
                                REVIEWER,
                                null))
                        .message())
                .contains("container 'nothing'", "does not run");
    }

    private Map<String, Object> exec(boolean dryRun, String... command) {
        return dryRun
                ? Map.of("name", webPod(), "namespace", "shop", "command", List.of(command), "dryRun", true)
                : Map.of("name", webPod(), "namespace", "shop", "command", List.of(command));
    }

    private String webPod() {
        var list = call(
                "k8s_list",
                Map.of("kind", "pods", "namespace", "shop", "labelSelector", "app=web", "output", "json"),
                ROUTER,
                null);
        return String.valueOf(
                Json.part(Json.parts(list.structured().get("items")).getFirst().get("metadata"))
                        .get("name"));
    }

    private ToolResult pod(String name) {
        var arguments = Map.<String, Object>of("kind", "pod", "name", name, "namespace", "shop", "output", "json");
        await().until(() -> !call("k8s_get", arguments, ROUTER, null)
                .structured()
                .toString()
                .contains("deletionTimestamp"));
        return call("k8s_get", arguments, ROUTER, null);
    }

    private static String text(ToolResult result) {
        return result instanceof ToolResult.Success(var text, var _)
                ? text
                : failure(result).message();
    }

    private static Map<String, Object> result(ToolResult change) {
        return Json.part(Json.part(change.structured().get("change")).get("result"));
    }
}
