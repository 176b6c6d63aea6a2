package io.lexiops.server.change;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolSpec;
import java.util.Optional;

/** A tool that writes: it only describes the write; {@link ChangePipeline} does everything else. */
public interface WriteTool {

    /** Without the arguments that every write takes ({@code dryRun}, {@code confirm}); the pipeline adds those. */
    ToolSpec spec();

    /** As {@link io.lexiops.server.tool.Tool#offByDefault()}. */
    default boolean offByDefault() {
        return false;
    }

    /**
     * Describes the write; touches nothing.
     *
     * @throws io.lexiops.server.tool.ToolFailed if the arguments make no sense together
     */
    PlannedWrite plan(ToolArguments arguments, Caller caller);

    /**
     * The cluster in which the write is made: the one of the call, unless the arguments decide it.
     *
     * @throws io.lexiops.server.tool.ToolFailed if the call names another one than the arguments
     */
    default Optional<ClusterContext> cluster(ToolArguments arguments) {
        return ClusterContext.bound();
    }
}
