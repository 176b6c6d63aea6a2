package io.lexiops.server.sandbox;

import java.time.Duration;
import java.time.ZoneOffset;

/** The example that an empty cluster begins with: a shop with a past, and with three things broken today. */
final class Shop {

    private static final Duration AGE = Duration.ofDays(6);
    private static final Duration UNTIL_LATER = Duration.ofDays(4);
    private static final Duration UNTIL_BROKEN = Duration.ofMinutes(47 * 60 + 36);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final Fixtures fixtures;
    private final SandboxClock clock;
    private final Controllers controllers;

    Shop(Fixtures fixtures, SandboxClock clock, Controllers controllers) {
        this.fixtures = fixtures;
        this.clock = clock;
        this.controllers = controllers;
    }

    /** Lets the past happen; at the end the clock shows the present. */
    void open() {
        clock.advance(AGE.negated());
        stage("/sandbox/shop.yaml", UNTIL_LATER);
        stage("/sandbox/shop-later.yaml", UNTIL_BROKEN);
        stage("/sandbox/shop-broken.yaml", AGE.minus(UNTIL_LATER).minus(UNTIL_BROKEN));
    }

    private void stage(String resource, Duration after) {
        fixtures.installResource(resource);
        settle();
        var untilNight = untilLastNight(after);
        if (!untilNight.isZero()) {
            pass(untilNight); // else the nightly job would start at the end of the jump
        }
        pass(after.minus(untilNight));
    }

    /** From now until the last quarter past three before the end. */
    private Duration untilLastNight(Duration after) {
        var end = clock.instant().plus(after).atZone(ZoneOffset.UTC);
        var night = end.toLocalDate().atTime(3, 15, 1).atZone(ZoneOffset.UTC);
        var last = night.isAfter(end) ? night.minusDays(1) : night;
        var until = Duration.between(clock.instant(), last);
        return until.isNegative() ? Duration.ZERO : until;
    }

    private void pass(Duration time) {
        clock.advance(time);
        controllers.wake();
        settle();
    }

    private void settle() {
        if (!controllers.awaitIdle(SETTLING)) {
            throw new IllegalStateException("the example of the simulated cluster does not come to rest");
        }
    }
}
