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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

/** The server as it is started, before a cluster that behaves like one; its tools are called as the agent host calls them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxServer {

    final TestGrants grants = new TestGrants();
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
                        "--copilot.server.tools.enable=k8s_*",
                        "--copilot.server.grants.public-key-file=" + keyFile,
                        "--copilot.kubernetes.sandbox=true",
                        "--copilot.changes.poll-interval=50ms",
                        "--copilot.changes.convergence-timeout=20s",
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

    final ToolResult undo(ToolResult change) {
        return granted("change_undo", Map.of("id", id(change)), "user:alice");
    }

    final ToolResult granted(String tool, Map<String, Object> arguments, String approver) {
        var dryRun = new LinkedHashMap<>(arguments);
        dryRun.put("dryRun", true);
        var preview = call(tool, dryRun, REVIEWER, null);
        assertThat(preview).isInstanceOf(ToolResult.Success.class);
        var claims = TestGrants.claims(tool, preview.structured(), Instant.now());
        claims.put("approver", approver);
        return call(tool, arguments, ROUTER, grants.sign(claims));
    }

    final Map<String, Object> get(String kind, String name) {
        var found = call(
                "k8s_get", Map.of("kind", kind, "name", name, "namespace", "shop", "output", "json"), ROUTER, null);
        assertThat(found).isInstanceOf(ToolResult.Success.class);
        return Json.part(found.structured().get("object"));
    }

    final ToolResult call(String name, Map<String, Object> arguments, Caller caller, @Nullable String grant) {
        return accompanied(name, arguments, caller, grant == null ? FakeContext.plain() : FakeContext.granted(grant));
    }

    final ToolResult accompanied(String name, Map<String, Object> arguments, Caller caller, FakeContext context) {
        var tool = Objects.requireNonNull(tools.get(name), name);
        try {
            return tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), caller, context));
        } catch (ToolFailed e) {
            return e.toResult();
        }
    }
}
