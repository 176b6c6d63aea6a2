package io.lexiops.agent.tool;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against the SDK's own server, and against things that are no MCP server. */
class McpToolboxTests {

    private static final String TOKEN = "token-of-the-router";

    private final InProcessMcpServer server = new InProcessMcpServer();
    private final List<McpToolbox> open = new ArrayList<>();

    @AfterEach
    void stop() {
        open.forEach(McpToolbox::close);
        server.close();
    }

    @Test
    void givesTextAndStructureOfAnAnswer() {
        server.tool(
                        "echo",
                        request -> InProcessMcpServer.done("hello", Map.of("replicas", 3, "nested", Map.of("a", 1))))
                .start();
        var outcome = toolbox().call(read("echo"));
        assertThat(outcome).isEqualTo(new ToolOutcome.Done("hello", Map.of("replicas", 3L, "nested", Map.of("a", 1L))));
    }

    @Test
    void givesTheServersRefusalWithCodeMessageAndRemedy() {
        server.tool("get", _ -> InProcessMcpServer.failed("not_found", "there is no web", "web2 is near"))
                .start();
        assertThat(toolbox().call(read("get"))).isInstanceOfSatisfying(ToolOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("not_found");
            assertThat(failed.message()).isEqualTo("there is no web");
            assertThat(failed.remedy()).isEqualTo("web2 is near");
        });
    }

    @Test
    void saysThatThereIsNoSuchTool() {
        server.start();
        assertThat(toolbox().call(read("unknown")))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("invalid_argument"));
    }

    @Test
    void sendsTheGrantTheKeyAndTheCaseBesideTheArguments() {
        var seen = new AtomicReference<Map<String, Object>>(Map.of());
        server.tool("write", request -> {
                    seen.set(request.meta());
                    return InProcessMcpServer.done("", Map.of());
                })
                .start();
        toolbox()
                .call(new ToolRequest(
                        "write", Map.of("name", "web"), "aaaa-0001", "grant", "key", Duration.ofSeconds(5)));
        assertThat(seen.get())
                .containsEntry("io.lexiops/grant", "grant")
                .containsEntry("io.lexiops/idempotency-key", "key")
                .containsEntry("io.lexiops/case", "aaaa-0001");
    }

    @Test
    void listsToolsAndTheirSchemas() {
        server.tool(
                        "scale",
                        Map.of("type", "object", "required", List.of("name")),
                        _ -> InProcessMcpServer.done("", Map.of()))
                .start();
        var toolbox = toolbox();
        assertThat(toolbox.tools()).containsExactly("scale");
        assertThat(toolbox.inputSchema("scale").orElseThrow()).containsEntry("required", List.of("name"));
        assertThat(toolbox.inputSchema("other")).isEmpty();
    }

    @Test
    void startsBeforeTheServerDoes() {
        server.start();
        server.stop();
        var toolbox = toolbox();
        assertThat(toolbox.tools()).isEmpty();
        assertThat(toolbox.call(read("echo")))
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("server_unavailable"));
        server.tool("echo", _ -> InProcessMcpServer.done("hello", Map.of())).start();
        assertThat(toolbox.call(read("echo"))).isInstanceOf(ToolOutcome.Done.class);
        assertThat(toolbox.tools()).containsExactly("echo");
    }

    @Test
    void repeatsAReadAfterARestartOfTheServer() {
        server.tool("echo", _ -> InProcessMcpServer.done("hello", Map.of())).start();
        var toolbox = toolbox();
        assertThat(toolbox.call(read("echo"))).isInstanceOf(ToolOutcome.Done.class);
        server.stop();
        server.start();
        assertThat(toolbox.call(read("echo"))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void neverRepeatsAWriteByItself() {
        var calls = new AtomicInteger();
        server.tool("write", _ -> {
                    calls.incrementAndGet();
                    return InProcessMcpServer.done("", Map.of());
                })
                .start();
        var toolbox = toolbox();
        toolbox.call(write("write"));
        server.stop();
        server.start();
        assertThat(toolbox.call(write("write"))).isInstanceOf(ToolOutcome.Unanswered.class);
        assertThat(calls).hasValue(1);
        assertThat(toolbox.call(write("write"))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void givesUpAtTheDeadlineAndKeepsTheSession() {
        var release = new CountDownLatch(1);
        server.tool("hang", _ -> {
                    await(release);
                    return InProcessMcpServer.done("late", Map.of());
                })
                .tool("echo", _ -> InProcessMcpServer.done("hello", Map.of()))
                .start();
        var toolbox = toolbox();
        var hanging = new ToolRequest("hang", Map.of(), null, null, "key", Duration.ofMillis(300));
        assertThat(toolbox.call(hanging))
                .isInstanceOfSatisfying(
                        ToolOutcome.Unanswered.class,
                        unanswered -> assertThat(unanswered.reason()).contains("no answer"));
        assertThat(toolbox.call(read("echo"))).isInstanceOf(ToolOutcome.Done.class);
        release.countDown();
    }

    @Test
    void doesNotKnowWhatBecameOfACallWhoseServerDied() {
        var arrived = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        server.tool("hang", _ -> {
                    arrived.countDown();
                    await(release);
                    return InProcessMcpServer.done("late", Map.of());
                })
                .start();
        var toolbox = toolbox();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var request = new ToolRequest("hang", Map.of(), null, null, "key", Duration.ofSeconds(5));
            var running = threads.submit(() -> toolbox.call(request));
            await(arrived);
            server.stop();
            release.countDown();
            assertThat(result(running)).isInstanceOf(ToolOutcome.Unanswered.class);
        }
    }

    @Test
    void namesThePropertyOfATokenThatIsNotAccepted() {
        server.accept("another-token").start();
        assertThat(toolbox().call(read("echo"))).isInstanceOfSatisfying(ToolOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("unauthorized");
            assertThat(failed.remedy()).contains("copilot.server.tokens.router");
        });
    }

    @Test
    void sendsItsOwnToken() {
        server.accept(TOKEN)
                .tool("echo", _ -> InProcessMcpServer.done("hello", Map.of()))
                .start();
        assertThat(toolbox().call(read("echo"))).isInstanceOf(ToolOutcome.Done.class);
    }

    @Test
    void saysSoWhenTheOtherEndIsNoMcpServer() throws IOException {
        try (var web = new MockWebServer()) {
            for (int i = 0; i < 4; i++) {
                web.enqueue(new MockResponse.Builder()
                        .addHeader("Content-Type", "text/html")
                        .body("<html>hello</html>")
                        .build());
            }
            web.start();
            assertThat(toolbox("http://127.0.0.1:" + web.getPort()).call(read("echo")))
                    .isInstanceOfSatisfying(
                            ToolOutcome.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo("server_unavailable"));
        }
    }

    @Test
    void saysSoWhenTheOtherEndNeverAnswers() throws IOException {
        try (var silent = new ServerSocket(0)) {
            var request = new ToolRequest("echo", Map.of(), null, null, null, Duration.ofMillis(300));
            assertThat(toolbox("http://127.0.0.1:" + silent.getLocalPort()).call(request))
                    .isInstanceOf(ToolOutcome.Unanswered.class);
        }
    }

    @Test
    void serves50CallersAtOnceAcrossARestart() {
        server.tool("echo", _ -> InProcessMcpServer.done("hello", Map.of())).start();
        var toolbox = toolbox();
        toolbox.call(read("echo"));
        server.stop();
        server.start();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<ToolOutcome>>();
            for (int i = 0; i < 50; i++) {
                calls.add(threads.submit(() -> toolbox.call(read("echo"))));
            }
            assertThat(calls).allSatisfy(call -> assertThat(result(call)).isInstanceOf(ToolOutcome.Done.class));
        }
    }

    @Test
    void answersAfterItIsClosedInsteadOfThrowing() {
        server.start();
        var toolbox = toolbox();
        toolbox.close();
        assertThat(toolbox.call(read("echo"))).isInstanceOf(ToolOutcome.Failed.class);
    }

    @Test
    void refusesSettingsThatCannotWork() {
        var tokens = new ServerProperties.Tokens("planner-token-0001", "reviewer-token-001", TOKEN);
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new ServerProperties(null, tokens, second, second))
                .hasMessageContaining("copilot.server.url is missing");
        assertThatThrownBy(() -> new ServerProperties(URI.create("ftp://x"), tokens, second, second))
                .hasMessageContaining("not 'ftp://x'");
        assertThatThrownBy(() -> new ServerProperties.Tokens(TOKEN, TOKEN, TOKEN))
                .hasMessageContaining("different");
        assertThatThrownBy(() -> new ServerProperties.Tokens("short", "reviewer-token-001", TOKEN))
                .hasMessageContaining("copilot.server.tokens.planner");
    }

    private McpToolbox toolbox() {
        return toolbox(server.url());
    }

    private McpToolbox toolbox(String url) {
        var tokens = new ServerProperties.Tokens("planner-token-0001", "reviewer-token-001", TOKEN);
        var properties = new ServerProperties(URI.create(url), tokens, Duration.ofSeconds(2), Duration.ofSeconds(30));
        var toolbox = new McpToolbox(AgentRole.ROUTER, properties, Clock.systemUTC());
        open.add(toolbox);
        return toolbox;
    }

    private static ToolRequest read(String tool) {
        return new ToolRequest(tool, Map.of(), null, null, null, Duration.ofSeconds(10));
    }

    private static ToolRequest write(String tool) {
        return new ToolRequest(tool, Map.of(), null, "grant", "key", Duration.ofSeconds(10));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ToolOutcome result(Future<ToolOutcome> running) {
        try {
            return running.get();
        } catch (Exception e) {
            throw new AssertionError("the call threw", e);
        }
    }
}
