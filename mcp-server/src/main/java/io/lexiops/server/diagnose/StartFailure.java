package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container whose program cannot be started.
 *
 * @param failure   notFound, permission, directory, format, workingDirectory, user, nonRoot, mount or other
 * @param exitCode  126, 127 or 128
 * @param program   what should have run; null if nobody says
 * @param overrides whether the workload sets a command or arguments of its own
 * @param path      JSON pointer of the container in the workload
 * @param repair    a command that may have been meant; null if there is none
 * @param imageDefault the field whose removal lets the image run its own program, where that is evidently meant; else null
 */
record StartFailure(
        Target workload,
        String container,
        boolean init,
        boolean editable,
        String image,
        String failure,
        long exitCode,
        @Nullable String program,
        boolean overrides,
        String message,
        long restarts,
        List<String> pods,
        @Nullable String path,
        @Nullable CommandRepair repair,
        @Nullable CommandField imageDefault,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
