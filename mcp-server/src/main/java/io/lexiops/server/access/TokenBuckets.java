package io.lexiops.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** For each key so many at once, and so many a second after that. */
public final class TokenBuckets {

    /** Whoever was not seen for longest is forgotten beyond this, and begins anew. */
    private static final int MOST_KEYS = 20_000;

    private static final double NANOS = 1e9;

    private final Supplier<Rate> rate;
    private final InstantSource clock;
    private final Map<String, Level> levels = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
            return size() > MOST_KEYS;
        }
    };

    public TokenBuckets(double perSecond, int burst, InstantSource clock) {
        var fixed = new Rate(perSecond, burst);
        this(() -> fixed, clock);
    }

    public TokenBuckets(Supplier<Rate> rate, InstantSource clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * How fast.
     *
     * @param burst at once
     */
    public record Rate(double perSecond, int burst) {}

    /** Takes one; zero if there was one, else how long to wait for the next. */
    public synchronized Duration take(String key) {
        var level = level(key);
        if (level.tokens() < 1) {
            return Duration.ofNanos(
                    (long) Math.ceil((1 - level.tokens()) / rate.get().perSecond() * NANOS));
        }
        levels.put(key, new Level(level.tokens() - 1, level.at()));
        return Duration.ZERO;
    }

    /** Whether there is one to take. */
    public synchronized boolean hasSome(String key) {
        return level(key).tokens() >= 1;
    }

    private Level level(String key) {
        var now = clock.instant();
        int burst = rate.get().burst();
        var before = levels.get(key);
        if (before == null) {
            return new Level(burst, now);
        }
        // A clock that is set back gives nothing, and takes nothing away.
        var passed = Math.max(0, Duration.between(before.at(), now).toNanos());
        return new Level(
                Math.min(burst, before.tokens() + passed / NANOS * rate.get().perSecond()), now);
    }

    private record Level(double tokens, Instant at) {}
}
