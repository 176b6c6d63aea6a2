package io.lexiops.server.change;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a write on a thread of its own. A caller who goes away stops it while it only looks; once it has begun to write, it
 * is finished and recorded without them.
 */
final class Uninterrupted implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("change-", 0).factory());

    /** The border between looking and writing. */
    static final class Border {

        private final AtomicBoolean passed = new AtomicBoolean();

        /**
         * From now on the caller cannot stop it.
         *
         * @throws ToolFailed {@code CANCELLED} if the caller has stopped it already
         */
        void pass() {
            if (!passed.compareAndSet(false, true)) {
                throw cancelled(null);
            }
        }

        private boolean stop() {
            return passed.compareAndSet(false, true);
        }
    }

    <T> T run(Function<Border, T> work) {
        var border = new Border();
        var running = threads.submit(ClusterContext.carried(() -> work.apply(border))::get);
        try {
            return running.get();
        } catch (InterruptedException e) {
            if (border.stop()) {
                running.cancel(true);
            }
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException("a write ended with an error", e.getCause());
            }
        }
    }

    /** Waiting for convergence ends; writes that are under way are finished. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private static ToolFailed cancelled(@Nullable Throwable cause) {
        return new ToolFailed(
                ErrorCode.CANCELLED,
                "cancelled by the caller",
                "changes_list tells whether a change was made",
                Map.of(),
                cause);
    }
}
