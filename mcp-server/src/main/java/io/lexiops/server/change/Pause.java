package io.lexiops.server.change;

import java.time.Duration;

/** Lets time pass. */
interface Pause {

    void pause(Duration time) throws InterruptedException;
}
