package io.lexiops.agent.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Leaves a backend alone that fails again and again; after a rest one call may try whether it is back. */
final class CircuitBreaker {

    private final int failuresToOpen;
    private final Duration rest;
    private int failures;
    private Instant closedAgain = Instant.MIN;
    private boolean trying;

    CircuitBreaker(int failuresToOpen, Duration rest) {
        this.failuresToOpen = failuresToOpen;
        this.rest = rest;
    }

    /** Asks for a call; until when to leave the backend alone, if it may not be called now. */
    synchronized Optional<Instant> ask(Instant now) {
        if (failures < failuresToOpen) {
            return Optional.empty();
        }
        if (now.isBefore(closedAgain) || trying) {
            return Optional.of(now.isBefore(closedAgain) ? closedAgain : now.plus(rest));
        }
        trying = true;
        return Optional.empty();
    }

    synchronized void succeeded() {
        failures = 0;
        trying = false;
    }

    synchronized void failed(Instant now) {
        failures++;
        trying = false;
        closedAgain = now.plus(rest);
    }
}
