package io.lexiops.server.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated cluster is run.
 *
 * @param port the loopback port, 0 for any
 * @param stateFile where the objects are kept between runs, absent for a cluster that is forgotten
 * @param shop whether an empty cluster begins with the {@code shop} and {@code payments} namespaces
 * @param pace how long a container takes to start; back-offs are multiples of it
 * @param still whether nothing happens by itself: objects stay as they were put there
 * @param openApiV3 whether it describes its kinds by OpenAPI v3; if not, as servers before Kubernetes 1.24, by v2 alone
 */
public record SandboxSettings(
        int port, @Nullable Path stateFile, boolean shop, Duration pace, boolean still, boolean openApiV3) {

    private static final Duration DEFAULT_PACE = Duration.ofMillis(20);

    public SandboxSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (pace.isNegative()) {
            throw new IllegalArgumentException("pace is not negative, but was " + pace);
        }
    }

    public SandboxSettings(int port, @Nullable Path stateFile, boolean shop, Duration pace) {
        this(port, stateFile, shop, pace, false, true);
    }

    /** An empty cluster in memory. */
    public static SandboxSettings inMemory() {
        return new SandboxSettings(0, null, false, DEFAULT_PACE);
    }

    /** A cluster with the shop, kept in the file. */
    public static SandboxSettings keptIn(Path stateFile) {
        return new SandboxSettings(0, stateFile, true, DEFAULT_PACE);
    }

    public SandboxSettings withShop() {
        return new SandboxSettings(port, stateFile, true, pace, still, openApiV3);
    }

    public SandboxSettings withPace(Duration otherPace) {
        return new SandboxSettings(port, stateFile, shop, otherPace, still, openApiV3);
    }

    public SandboxSettings standingStill() {
        return new SandboxSettings(port, stateFile, shop, pace, true, openApiV3);
    }

    public SandboxSettings withoutOpenApiV3() {
        return new SandboxSettings(port, stateFile, shop, pace, still, false);
    }
}
