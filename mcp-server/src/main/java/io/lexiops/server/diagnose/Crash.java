package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container that starts and ends again and again, or for good where it should not.
 *
 * @param reason       OOMKilled, Error, Completed, ContainerStatusUnknown ...
 * @param oom          whether the kernel killed it at its memory limit
 * @param aliveSeconds how long its last run took; -1 if nobody knows
 * @param trouble      what its log tells: missingVariable, usage, refused, unknownHost, addressInUse, missingFile, permission,
 *                     memory, disk, other
 * @param lastWords    the log line that tells it, or the last one
 * @param log          the last lines, oldest first
 * @param imageDefault the field whose removal lets the image run its own program, where that is evidently meant; else null
 * @param variable     where a variable that the program misses could come from; null if it misses none
 * @param memory       its memory limit, and a higher one; null without a limit
 * @param overrides    whether the workload sets a command or arguments of its own
 * @param path         JSON pointer of the container in the workload
 */
record Crash(
        Target workload,
        String container,
        boolean init,
        boolean editable,
        String image,
        long exitCode,
        String reason,
        boolean oom,
        long restarts,
        long aliveSeconds,
        String trouble,
        String lastWords,
        List<String> log,
        boolean overrides,
        @Nullable CommandField imageDefault,
        @Nullable MissingVariable variable,
        @Nullable MemoryLimit memory,
        @Nullable String path,
        List<String> pods,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
