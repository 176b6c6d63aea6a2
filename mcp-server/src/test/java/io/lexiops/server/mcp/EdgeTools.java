package io.lexiops.server.mcp;

import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Tools that do what a backend's tool may do to the edge: wait, ask, fail, leak. Imported by name, never found by a scan. */
class EdgeTools {

    /** Begins to wait, and tells when it was stopped. */
    static final class Waiting {

        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger mostRunning = new AtomicInteger();
        final AtomicInteger stopped = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(1);

        /** Lets everybody go who waits. */
        void open() {
            gate.countDown();
        }

        void reset() {
            gate.countDown();
            gate = new CountDownLatch(1);
            stopped.set(0);
            mostRunning.set(0);
        }

        private ToolResult await() {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                gate.await();
                return ToolResult.of("waited", Map.of());
            } catch (InterruptedException e) {
                stopped.incrementAndGet();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } finally {
                running.decrementAndGet();
            }
        }
    }

    static final String INNARDS = "io.lexiops.server.Innards at 10.0.0.7 with password=correct-horse-battery";

    @Bean
    Waiting waiting() {
        return new Waiting();
    }

    @Bean
    Toolset edgeTools(Waiting waiting) {
        var tools = List.of(
                tool("test_echo", ToolEffect.READ, EdgeTools::echo, parameters()),
                tool("test_wait", ToolEffect.READ, _ -> waiting.await(), List.of()),
                tool("test_progress", ToolEffect.READ, EdgeTools::progress, List.of()),
                tool("test_ask", ToolEffect.READ, EdgeTools::ask, List.of()),
                tool("test_fail", ToolEffect.READ, _ -> fail(), List.of()),
                tool("test_overflow", ToolEffect.READ, call -> overflow(call, 0), List.of()),
                tool("test_leak", ToolEffect.READ, _ -> leak(), List.of()),
                tool(
                        "test_write",
                        ToolEffect.CHANGE,
                        _ -> ToolResult.of("written", Map.of()),
                        List.of(
                                optional("namespace", Parameter.Type.STRING, "a namespace"),
                                optional("dryRun", Parameter.Type.BOOLEAN, "only preview"))));
        return new ServerToolsetNamed("test", tools);
    }

    private static List<Parameter> parameters() {
        return List.of(
                required("text", Parameter.Type.STRING, "any text"),
                optional("count", Parameter.Type.INTEGER, "how often").between(1, 10),
                optional("share", Parameter.Type.NUMBER, "a share"),
                optional("loud", Parameter.Type.BOOLEAN, "loudly"),
                optional("words", Parameter.Type.STRINGS, "words"),
                optional("tree", Parameter.Type.OBJECT, "a tree"),
                optional("anything", Parameter.Type.ANY, "anything"),
                optional("namespace", Parameter.Type.STRING, "a namespace"),
                optional("level", Parameter.Type.STRING, "a level").oneOf("low", "high"));
    }

    private static ToolResult echo(ToolCall call) {
        var arguments = call.arguments();
        return ToolResult.of(
                arguments.text("text").repeat((int) arguments.integer("count", 1)),
                Map.of("arguments", arguments.asMap()));
    }

    private static ToolResult progress(ToolCall call) {
        call.context().progress("one of three");
        call.context().progress("two of three");
        call.context().progress("the token is ghp_0123456789abcdefghijABCDEFGHIJ");
        return ToolResult.of("done", Map.of());
    }

    private static ToolResult ask(ToolCall call) {
        return ToolResult.of(
                call.context()
                        .ask(new CallContext.Question("scale web to 4? password=correct-horse-battery", "web"))
                        .map(answer -> answer.yes() ? "yes" : "no")
                        .orElse("nobody answered"),
                Map.of());
    }

    private static ToolResult fail() {
        throw new IllegalStateException(INNARDS);
    }

    private static ToolResult overflow(ToolCall call, int depth) {
        return depth < 0 ? ToolResult.of("never", Map.of()) : overflow(call, depth + 1);
    }

    private static ToolResult leak() {
        return ToolResult.of(
                "login: password=correct-horse-battery",
                Map.of("env", Map.of("name", "DB_PASSWORD", "value", "correct-horse-battery")));
    }

    private static Tool tool(
            String name, ToolEffect effect, Function<ToolCall, ToolResult> behaviour, List<Parameter> parameters) {
        var spec = new ToolSpec(name, name, effect, "For tests of the edge.", parameters, true, false);
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return spec;
            }

            @Override
            public ToolResult call(ToolCall call) {
                return behaviour.apply(call);
            }
        };
    }

    private record ServerToolsetNamed(String name, List<Tool> tools) implements Toolset {

        @Override
        public State state() {
            return new State.Ready();
        }
    }
}
