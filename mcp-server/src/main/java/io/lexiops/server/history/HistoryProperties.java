package io.lexiops.server.history;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The change history.
 *
 * @param enabled    whether changes are watched and kept
 * @param startAfter how long after the start the watching begins, so that it is in nobody's way
 * @param maxChanges the oldest ones above this number are forgotten
 * @param maxBytes   the same for the bytes of all changes
 * @param maxAge     changes that are older are forgotten
 * @param maxObjects objects of one kind that are followed in one place; of the others nothing is known
 */
@Validated
@ConfigurationProperties("copilot.history")
record HistoryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration startAfter,
        @DefaultValue("20000") @Min(1) @Max(1_000_000) int maxChanges,
        @DefaultValue("16777216") @Min(1024) long maxBytes,
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("5000") @Min(1) int maxObjects) {}
