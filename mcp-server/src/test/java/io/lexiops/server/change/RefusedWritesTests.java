package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** What a caller is told of a write that does not come to what was asked for, as exactly as the server can find it out. */
class RefusedWritesTests extends SandboxServer {

    @BeforeAll
    void objects() {
        var made = granted("k8s_apply", Map.of("manifest", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: levels, namespace: shop}
                data: {level: info, password: "hunter2-4711"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: pins, namespace: shop}
                stringData: {pin: "483920174"}
                """), "user:alice");
        assertThat(outcome(made)).isEqualTo("CONVERGED");
    }

    @Test
    void aFieldThatTheServerDropsIsNamed() {
        var patch = patch("Deployment", "cart", Map.of("spec", Map.of("nosuch", 1L, "replica", 4L)));
        var text = text(preview(patch));
        assertThat(text)
                .contains("Deployment/cart: the server does not know the field spec.nosuch and drops it")
                .contains("the server does not know the field spec.replica (near: replicas) and drops it")
                .doesNotContain("already so");
    }

    @Test
    void aFieldThatIsDroppedFromAContainerIsNamedOfThatContainer() {
        var patch = patch(
                "Deployment",
                "cart",
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of("spec", Map.of("containers", List.of(Map.of("name", "cart", "imag", "x")))))));
        assertThat(text(preview(patch))).contains("spec.template.spec.containers[cart].imag (near: image");
    }

    @Test
    void whatAnOperationAddsAndTheServerDropsIsNamedToo() {
        assertThat(text(preview(patch(
                        "Deployment",
                        "cart",
                        List.of(Map.of("op", "add", "path", "/spec/nosuch", "value", Map.of("a", 1L)))))))
                .contains("does not know the field spec.nosuch");
    }

    @Test
    void valuesThatTheServerLeavesOutBecauseTheySayNothingAreNotCalledDropped() {
        assertThat(text(preview(patch("Deployment", "cart", Map.of("spec", Map.of("paused", false))))))
                .doesNotContain("does not know");
    }

    @Test
    void whoHasSeenNoPreviewIsToldAfterwards() {
        var result =
                call("k8s_patch", patch("Deployment", "cart", Map.of("spec", Map.of("nosuch", 1L))), OPERATOR, null);
        assertThat(outcome(result)).isEqualTo("NO_CHANGE");
        assertThat(text(result)).contains("warning: Deployment/cart: the server does not know the field spec.nosuch");
    }

    @Test
    void theOperationThatDoesNotHoldIsNamed() {
        var failed = failure(preview(patch(
                "ConfigMap",
                "levels",
                List.of(
                        Map.of("op", "add", "path", "/data/more", "value", "x"),
                        Map.of("op", "test", "path", "/data/level", "value", "debug")))));
        assertThat(failed.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failed.message())
                .isEqualTo("operation 2 of 2 of the patch (test) cannot be applied:"
                        + " at /data/level of ConfigMap/levels in shop stands info");
        assertThat(failed.structured().toString()).contains("index=1");
    }

    @Test
    void aPathThatIsMissingIsNamed() {
        var failed = failure(preview(
                patch("ConfigMap", "levels", List.of(Map.of("op", "remove", "path", "/data/none\nrisk: NONE")))));
        assertThat(failed.message())
                .isEqualTo("operation 1 of 1 of the patch (remove) cannot be applied:"
                        + " there is no /data/none\\nrisk: NONE in ConfigMap/levels in shop");
        assertThat(failed.remedy()).contains("correct the path");
    }

    @Test
    void whatStandsThereIsRedacted() {
        var failed = failure(preview(patch(
                "ConfigMap", "levels", List.of(Map.of("op", "test", "path", "/data/password", "value", "guess")))));
        assertThat(failed.message()).contains("stands <redacted").doesNotContain("hunter2");
    }

    @Test
    void nobodyLearnsFromATestWhetherAValueOfASecretIsGuessed() {
        var wrongGuess = Map.<String, Object>of("op", "test", "path", "/data/pin", "value", "MTIz");
        var rightGuess = Map.<String, Object>of("op", "test", "path", "/data/pin", "value", "NDgzOTIwMTc0");
        var missing = Map.<String, Object>of("op", "remove", "path", "/data/none");
        var wrong = failure(preview(patch("Secret", "pins", List.of(wrongGuess, missing))));
        var right = failure(preview(patch("Secret", "pins", List.of(rightGuess, missing))));
        assertThat(wrong).isEqualTo(right);
        var gone = failure(preview(patch("Secret", "pins", List.of(missing))));
        assertThat(gone.message()).contains("a path is missing in it, or a test does not hold");
        assertThat(gone.remedy()).doesNotContain("named");
    }

    @Test
    void theObjectOfAMissingNamespaceIsNamed() {
        var failed = failure(call("k8s_apply", dry(Map.of("manifest", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: first, namespace: shop}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: second, namespace: shopp}
                """)), REVIEWER, null));
        assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failed.message())
                .isEqualTo("ConfigMap/second in shopp (object 2 of 2) cannot be made: there is no namespace shopp");
        assertThat(failed.remedy()).contains("near: shop").contains("make it first");
    }

    @Test
    void thatThereWasNoContainerBeforeIsSaid() {
        var failed =
                failure(call("k8s_logs", Map.of("namespace", "shop", "name", pod(), "previous", true), ROUTER, null));
        assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failed.message()).contains("there was no container before this one", "was not restarted");
        assertThat(failed.remedy()).contains("leave 'previous' out");
    }

    @Test
    void whatGoesWithANamespaceIsCounted() {
        var text = text(call("k8s_delete", dry(Map.of("kind", "Namespace", "name", "shop")), REVIEWER, null));
        assertThat(text)
                .containsPattern("everything in the namespace shop goes with it and cannot be brought back: ")
                .containsPattern("ConfigMap [0-9]+, .*Deployment [0-9]+, .*Pod [0-9]+");
    }

    @Test
    void howToSeeMoreEventsIsSaid() {
        assertThat(text(call("k8s_events", Map.of("namespace", "shop", "limit", 1L), ROUTER, null)))
                .containsPattern("showing 1 of [0-9]+; a larger limit or maxTokens shows more$");
    }

    private String pod() {
        var list = call(
                "k8s_list",
                Map.of("kind", "pods", "namespace", "shop", "labelSelector", "app=cart", "output", "json"),
                ROUTER,
                null);
        var pod = Json.parts(list.structured().get("items")).getFirst();
        return String.valueOf(Json.part(pod.get("metadata")).get("name"));
    }

    private static Map<String, Object> patch(String kind, String name, Object patch) {
        return Map.of("kind", kind, "name", name, "namespace", "shop", "patch", patch);
    }

    private ToolResult preview(Map<String, Object> patch) {
        return call("k8s_patch", dry(patch), REVIEWER, null);
    }

    private static Map<String, Object> dry(Map<String, Object> arguments) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        return dryRun;
    }

    private static String text(ToolResult result) {
        return switch (result) {
            case ToolResult.Success(var text, var _) -> text;
            case ToolResult.Failure failure -> failure.message();
        };
    }
}
