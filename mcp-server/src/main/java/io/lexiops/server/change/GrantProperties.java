package io.lexiops.server.change;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may grant an execution.
 *
 * @param publicKeyFile Ed25519 public keys, one or more PEM blocks; read again when it changes; null means that nobody may
 * @param longest       the longest time that a grant may be valid
 * @param clockSkew     how far the clock of who grants may be off
 */
@Validated
@ConfigurationProperties("copilot.server.grants")
record GrantProperties(
        @Nullable Path publicKeyFile,
        @DefaultValue("30m") Duration longest,
        @DefaultValue("10s") Duration clockSkew) {

    GrantProperties {
        if (longest.compareTo(Duration.ofMinutes(1)) < 0 || longest.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("copilot.server.grants.longest is 1m to 24h, not " + longest);
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("copilot.server.grants.clock-skew is 0s to 5m, not " + clockSkew);
        }
    }
}
