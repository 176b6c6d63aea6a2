package io.lexiops.server.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs what happens in a cluster by itself. */
final class Controllers implements AutoCloseable {

    Controllers(Machinery machinery, LogBook logs, SandboxSettings settings, @Nullable StateFile file, byte[] key) {}

    void start() {}

    boolean awaitIdle(Duration atMost) {
        return true;
    }

    void wake() {}

    @Override
    public void close() {}
}
