package io.lexiops.server.access;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** So many at once, so many a second. */
class TokenBucketsTests {

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final TokenBuckets buckets = new TokenBuckets(2, 3, () -> now);

    @Test
    void givesABurstAndThenSoManyASecond() {
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isZero();
        }
        assertThat(buckets.hasSome("a")).isFalse();
        assertThat(buckets.take("a")).isEqualTo(Duration.ofMillis(500));
        now = now.plusMillis(499);
        assertThat(buckets.take("a")).isPositive();
        now = now.plusMillis(1);
        assertThat(buckets.take("a")).isZero();
        assertThat(buckets.take("a")).isPositive();
        assertThat(buckets.take("b")).isZero();
    }

    @Test
    void savesUpNoMoreThanTheBurst() {
        now = now.plus(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("a")).isZero();
        }
        assertThat(buckets.take("a")).isPositive();
    }

    @Test
    void takesNothingAwayWhenTheClockIsSetBack() {
        buckets.take("a");
        now = now.minus(Duration.ofHours(1));
        assertThat(buckets.take("a")).isZero();
        assertThat(buckets.take("a")).isZero();
        assertThat(buckets.take("a")).isPositive();
    }
}
