package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long to leave a case alone after failures of the program itself: 5 s, 10 s, 20 s, ... up to 5 min. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<RequestId, Failing> failing = new ConcurrentHashMap<>();

    void failed(RequestId id, Instant now) {
        failing.compute(id, (_, before) -> {
            var wait = before == null ? FIRST : shorter(before.pause().multipliedBy(2), LONGEST);
            return new Failing(now.plus(wait), wait);
        });
    }

    void succeeded(RequestId id) {
        failing.remove(id);
    }

    boolean ready(RequestId id, Instant now) {
        var known = failing.get(id);
        return known == null || !now.isBefore(known.until());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private record Failing(Instant until, Duration pause) {}
}
