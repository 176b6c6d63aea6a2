package io.lexiops.server.change;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How changes are made.
 *
 * @param confirmationExpiry how long a confirmation handle stays valid
 * @param convergenceTimeout how long a call waits until the world is as asked for; the change itself stays
 * @param pollInterval       the pause after the first look; it grows up to ten times
 */
@Validated
@ConfigurationProperties("copilot.changes")
record ChangeProperties(
        @DefaultValue("10m") Duration confirmationExpiry,
        @DefaultValue("5m") Duration convergenceTimeout,
        @DefaultValue("300ms") Duration pollInterval) {

    ChangeProperties {
        between("confirmation-expiry", confirmationExpiry, Duration.ofSeconds(10), Duration.ofHours(24));
        // The edge ends a call after copilot.server.limits.long-call, ten minutes.
        between("convergence-timeout", convergenceTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
        between("poll-interval", pollInterval, Duration.ofMillis(10), Duration.ofSeconds(30));
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "copilot.changes.%s is %s to %s, not %s".formatted(name, least, most, value));
        }
    }
}
