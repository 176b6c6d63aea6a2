package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.ProbeFailure.Guess;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Service that cannot work as it is written.
 *
 * @param trouble   selector: it selects no pods; otherWorkload: it selects those of another workload than the one of
 *                its name; namedPort: no pod has a port of that name; port: nothing is known to listen on
 *                  that port; protocol: the port is declared for another protocol
 * @param selector  as it is written
 * @param meant     the workload that it must be meant for; null if that is not clear
 * @param mended    the selector that selects it; empty if it is not clear
 * @param candidates workloads that it could be meant for, for people
 * @param port      what callers use
 * @param target    where it sends; null for trouble with the selector
 * @param portPath  JSON pointer of the port in the Service
 * @param hasTarget whether the Service says where it sends, or leaves that to the port's number
 * @param targets   where it could be meant to send, best first
 * @param protocol  that of the declared port
 * @param rollback  the revision of the meant workload whose pods the Service did select
 */
record ServiceFault(
        Target service,
        String trouble,
        Map<String, Object> selector,
        @Nullable Target meant,
        Map<String, Object> mended,
        List<String> candidates,
        long port,
        @Nullable Object target,
        @Nullable String portPath,
        boolean hasTarget,
        List<Guess> targets,
        @Nullable String protocol,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
