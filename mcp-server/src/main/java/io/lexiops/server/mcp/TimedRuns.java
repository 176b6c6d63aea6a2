package io.lexiops.server.mcp;

import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs each call on a virtual thread of its own, for as long as it may take. */
final class TimedRuns implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("tool-", 0).factory());
    private final Duration limit;
    private final Duration longLimit;

    TimedRuns(ServerProperties.Limits limits) {
        this.limit = limits.call();
        this.longLimit = limits.longCall();
    }

    /**
     * Runs the tool.
     *
     * @throws ToolFailed {@code TIMEOUT} or {@code CANCELLED}; the tool is then interrupted
     */
    ToolResult run(ToolRegistry.Entry entry, ToolCall call, StoppableContext context) {
        var run = threads.submit(ClusterContext.carried(() -> entry.tool().call(call))::get);
        context.onStop(() -> run.cancel(true));
        try {
            return result(entry, run);
        } catch (TimeoutException _) {
            context.stop();
            throw new ToolFailed(
                    ErrorCode.TIMEOUT,
                    entry.spec().name() + " did not end within "
                            + limitOf(entry).toSeconds() + " seconds",
                    entry.spec().effect().writes()
                            ? "the change may have been made: look at the object, or at changes_list"
                            : "ask for less, or try again");
        } catch (CancellationException _) {
            throw new ToolFailed(ErrorCode.CANCELLED, entry.spec().name() + " was cancelled by the caller", "");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            context.stop();
            throw new ToolFailed(ErrorCode.CANCELLED, "the server is going down", "try again");
        }
    }

    private ToolResult result(ToolRegistry.Entry entry, Future<ToolResult> run)
            throws TimeoutException, InterruptedException {
        try {
            return run.get(limitOf(entry).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ToolFailed failed -> throw failed;
                case RuntimeException failed -> throw failed;
                // An error of one call, for example a stack overflow, ends that call only.
                case null, default -> throw new IllegalStateException("a tool ended with an error", e.getCause());
            }
        }
    }

    // Writes wait for convergence, and a tool that takes a timeout waits by its nature.
    private Duration limitOf(ToolRegistry.Entry entry) {
        boolean waits = entry.spec().effect().writes()
                || entry.spec().parameter("timeout").isPresent();
        return waits ? longLimit : limit;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
