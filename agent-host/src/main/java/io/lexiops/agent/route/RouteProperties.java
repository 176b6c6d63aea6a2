package io.lexiops.agent.route;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the Router tries.
 *
 * @param readDeadline  for one read
 * @param writeDeadline for one write, which waits until the cluster has converged
 * @param patience      how long a step is tried again while the server or its backend is away
 * @param settling      how long the outcome of a write without an answer is looked for
 * @param failures      failures in a row after which a backend is left alone
 * @param rest          for how long it is left alone
 */
@Validated
@ConfigurationProperties("copilot.route")
record RouteProperties(
        @DefaultValue("60s") Duration readDeadline,
        @DefaultValue("11m") Duration writeDeadline,
        @DefaultValue("30s") Duration patience,
        @DefaultValue("2m") Duration settling,
        @DefaultValue("5") @Min(1) @Max(1000) int failures,
        @DefaultValue("30s") Duration rest) {

    RouteProperties {
        if (!readDeadline.isPositive() || !writeDeadline.isPositive() || !rest.isPositive()) {
            throw new IllegalArgumentException(
                    "copilot.route: read-deadline, write-deadline and rest are longer than nothing");
        }
        if (patience.isNegative() || settling.isNegative()) {
            throw new IllegalArgumentException("copilot.route: patience and settling are not negative");
        }
    }
}
