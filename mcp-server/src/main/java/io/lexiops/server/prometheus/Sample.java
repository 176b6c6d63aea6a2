package io.lexiops.server.prometheus;

import java.time.Instant;

/** One value at one time; NaN and infinities are values too. */
public record Sample(Instant at, double value) {}
