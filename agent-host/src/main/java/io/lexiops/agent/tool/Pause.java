package io.lexiops.agent.tool;

import java.time.Duration;

/** Waiting, so that a test need not. */
@FunctionalInterface
public interface Pause {

    /** The real one. */
    Pause REAL = Thread::sleep;

    void sleep(Duration time) throws InterruptedException;
}
