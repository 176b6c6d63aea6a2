package io.lexiops.server.diagnose;

import java.util.List;

/**
 * A workload that somebody has scaled to zero, and that is missed.
 *
 * @param replicas how many it had, as far as anything tells; else one
 * @param why      what tells it
 * @param services those that have no endpoints without it
 */
record ScaledToZero(Target workload, long replicas, String why, List<String> services, List<Evidence> evidence)
        implements Fact {}
