package io.lexiops.server.mcp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Binds each session to the caller who opened it, and counts them: the SDK does neither. */
final class SessionOwners {

    private final Map<String, Owner> owners = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration idle;
    private final int most;

    SessionOwners(InstantSource clock, Duration idle, int most) {
        this.clock = clock;
        this.idle = idle;
        this.most = most;
    }

    /** Whether one more may be opened. One caller gets at most half, so that the others can still come in. */
    boolean hasRoom(String caller) {
        if (owners.size() >= most / 2) {
            // The SDK has swept these by now.
            var longAgo = clock.instant().minus(idle.multipliedBy(2));
            owners.values().removeIf(owner -> owner.seen().isBefore(longAgo));
        }
        long own = owners.values().stream()
                .filter(owner -> owner.caller().equals(caller) && !owner.ended())
                .count();
        return owners.size() < most && own < Math.max(1, most / 2);
    }

    void opened(String session, String caller) {
        owners.put(session, new Owner(caller, clock.instant(), false));
    }

    /** Whether the session is this caller's. One that nobody owns is: the SDK answers that there is none. */
    boolean belongsTo(String session, String caller) {
        var owner = owners.computeIfPresent(
                session, (_, found) -> new Owner(found.caller(), clock.instant(), found.ended()));
        return owner == null || owner.caller().equals(caller);
    }

    void ended(String session) {
        owners.remove(session);
    }

    /** Ends all sessions of a caller, and says which. The SDK still has them, so they are remembered as ended. */
    List<String> end(String caller) {
        var ended = owners.entrySet().stream()
                .filter(owner -> owner.getValue().caller().equals(caller))
                .map(Map.Entry::getKey)
                .toList();
        ended.forEach(session ->
                owners.computeIfPresent(session, (_, owner) -> new Owner(owner.caller(), clock.instant(), true)));
        return ended;
    }

    /** Whether this server has ended the session. */
    boolean hasEnded(String session) {
        var owner = owners.get(session);
        return owner != null && owner.ended();
    }

    int size() {
        return owners.size();
    }

    private record Owner(String caller, Instant seen, boolean ended) {}
}
