package io.lexiops.server.sandbox;

import java.time.Duration;

/**
 * How fast the nodes are: what takes a second on a real node takes ten steps here.
 *
 * @param step how long a container takes to start
 */
record Pace(Duration step) {

    private static final int STEPS_PER_SECOND = 10;

    /** How long a wait of so many seconds takes on these nodes. */
    Duration seconds(long seconds) {
        return step.multipliedBy(Math.max(0, seconds) * STEPS_PER_SECOND);
    }
}
