package io.lexiops.server.change;

import io.lexiops.server.McpServerApplication;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.Toolset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** The whole way of a write: the server as it is started, its tools, its guards, and a cluster that behaves like one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritesOnSandboxTests {

    private final TestGrants grants = new TestGrants();
    private final Map<String, Tool> tools = new HashMap<>();
    private ConfigurableApplicationContext server = new StaticApplicationContext();

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        var keyFile = folder.resolve("grants.pub");
        TestGrants.writeKeys(keyFile, grants.pair.getPublic());
        server = new SpringApplicationBuilder(McpServerApplication.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--copilot.server.data-dir=" + folder,
                        "--copilot.server.writes=enabled",
                        "--copilot.server.grants.public-key-file=" + keyFile,
                        "--copilot.kubernetes.sandbox=true",
                        "--copilot.changes.poll-interval=50ms",
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        server.getBeansOfType(Toolset.class)
                .values()
                .forEach(toolset ->
                        toolset.tools().forEach(tool -> tools.put(tool.spec().name(), tool)));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void scalesAndGoesBack() {
        var scale = Map.<String, Object>of("namespace", "shop", "name", "cart", "replicas", 3L);
        var change = granted("k8s_scale", scale, "policy:test/auto");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(replicas()).isEqualTo(3L);
        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
        assertThat(replicas()).isEqualTo(2L);
    }

    @Test
    void makesAConfigMapAndTakesItAway() {
        var manifest = Map.<String, Object>of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "limits", "namespace", "shop"),
                "data",
                Map.of("max", "10"));
        var change = granted("k8s_apply", Map.of("manifest", manifest), "policy:test/auto");
        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(get("ConfigMap", "limits").toString()).contains("10");

        assertThat(outcome(undo(change))).isEqualTo("CONVERGED");
        assertThat(call("k8s_get", Map.of("kind", "ConfigMap", "name", "limits", "namespace", "shop"), ROUTER, null))
                .isInstanceOf(ToolResult.Failure.class);
    }

    @Test
    void whatWasDeletedIsMadeAgain() {
        var change = granted(
                "k8s_delete",
                Map.of("kind", "ConfigMap", "name", "catalog-settings", "namespace", "shop"),
                "user:alice");
        assertThat(outcome(change)).isEqualTo("CONVERGED");

        var undone = undo(change);

        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(get("ConfigMap", "catalog-settings")).isNotNull();
    }

    @Test
    void aSecretIsPatchedOnlyByAPersonAndNeverShown() {
        var patch = Map.<String, Object>of(
                "kind",
                "Secret",
                "name",
                "checkout-payments",
                "namespace",
                "shop",
                "patch",
                Map.of("stringData", Map.of("api-key", "brand-new-secret-4711")));

        assertThat(failure(granted("k8s_patch", patch, "policy:test/auto")).message())
                .contains("a person must allow");
        var change = granted("k8s_patch", patch, "user:alice");
        var undone = granted("change_undo", Map.of("id", id(change)), "user:alice");

        assertThat(outcome(change)).isEqualTo("CONVERGED");
        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(change.toString() + undone).doesNotContain("brand-new-secret-4711");
    }

    private ToolResult undo(ToolResult change) {
        return granted("change_undo", Map.of("id", id(change)), "user:alice");
    }

    private ToolResult granted(String tool, Map<String, Object> arguments, String approver) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        var preview = call(tool, dryRun, REVIEWER, null);
        assertThat(preview).isInstanceOf(ToolResult.Success.class);
        var claims = TestGrants.claims(tool, preview.structured(), Instant.now());
        claims.put("approver", approver);
        return call(tool, arguments, ROUTER, grants.sign(claims));
    }

    private Object replicas() {
        return Objects.requireNonNull(
                Json.part(get("Deployment", "cart").get("spec")).get("replicas"));
    }

    private Map<String, Object> get(String kind, String name) {
        var found = call(
                "k8s_get", Map.of("kind", kind, "name", name, "namespace", "shop", "output", "json"), ROUTER, null);
        assertThat(found).isInstanceOf(ToolResult.Success.class);
        return Json.part(found.structured().get("object"));
    }

    private ToolResult call(String name, Map<String, Object> arguments, Caller caller, @Nullable String grant) {
        var tool = Objects.requireNonNull(tools.get(name), name);
        try {
            return tool.call(new ToolCall(
                    ToolArguments.of(tool.spec(), arguments),
                    caller,
                    grant == null ? FakeContext.plain() : FakeContext.granted(grant)));
        } catch (ToolFailed e) {
            return e.toResult();
        }
    }
}
