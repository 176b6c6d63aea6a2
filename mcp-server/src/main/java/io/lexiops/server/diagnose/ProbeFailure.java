package io.lexiops.server.diagnose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A probe that fails for longer than a start may take.
 *
 * @param probe     readiness, liveness or startup
 * @param handler   httpGet, tcpSocket, grpc or exec
 * @param failure   status, refused, timeout, portName, host, scheme, program, command, unreachable, delay,
 *                  silent (no event tells) or other
 * @param status    the HTTP status; 0 if there was none
 * @param port      number or name, as it is written
 * @param declared  whether the container declares this port
 * @param kills     whether the container is restarted because of it
 * @param budget    seconds after the start until a container fails that never passes
 * @param hasStartup whether there is a startup probe
 * @param paths     paths that may be meant, best first
 * @param ports     ports that may be meant, best first
 * @param path      of the HTTP request; empty for other handlers
 * @param handlerValue the handler as it is written
 * @param probePath JSON pointer of the probe in the workload
 * @param containerPath JSON pointer of the container in the workload
 */
record ProbeFailure(
        Target workload,
        String container,
        boolean editable,
        String image,
        String probe,
        String handler,
        String failure,
        long status,
        String path,
        Object port,
        boolean declared,
        String message,
        long count,
        long runningSeconds,
        long restarts,
        boolean kills,
        long delay,
        long period,
        long threshold,
        long timeout,
        long budget,
        boolean hasStartup,
        List<Guess> paths,
        List<Guess> ports,
        Map<String, Object> handlerValue,
        @Nullable String probePath,
        @Nullable String containerPath,
        List<String> pods,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {

    /** A value that may be meant, and what speaks for it. */
    record Guess(Object value, String why) {}
}
