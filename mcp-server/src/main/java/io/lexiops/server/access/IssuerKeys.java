package io.lexiops.server.access;

import io.lexiops.server.settings.OAuthProperties;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's public keys. Fetched when the first token comes, so that the server starts without the issuer; again when a
 * token names a key that is not among them, and from time to time, so that a key that was withdrawn is forgotten.
 */
final class IssuerKeys {

    private static final Duration FRESH = Duration.ofMinutes(15);
    private static final Duration USABLE = Duration.ofHours(2);
    /** However many tokens name keys that nobody knows. */
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

    private static final int MOST_KEYS = 100;

    private final OAuthProperties settings;
    private final Function<URI, Map<String, Object>> fetch;
    private final InstantSource clock;

    private final ReentrantLock fetching = new ReentrantLock();
    private volatile State state = new State(List.of(), Instant.MIN, Instant.MIN, "");

    private record State(List<Map<String, Object>> keys, Instant fetched, Instant tried, String problem) {}

    /** @param fetch the JSON object at an address, or {@link IssuerAway} */
    IssuerKeys(OAuthProperties settings, Function<URI, Map<String, Object>> fetch, InstantSource clock) {
        this.settings = settings;
        this.fetch = fetch;
        this.clock = clock;
    }

    /**
     * The keys with this id, as JSON web keys.
     *
     * @param id null means all
     * @throws IssuerAway if the keys cannot be read, and none that were read before can still be used
     */
    List<Map<String, Object>> named(@Nullable String id) {
        if (wantsOthers(id)) {
            if (mustWait(id)) {
                fetching.lock();
            } else if (!fetching.tryLock()) {
                // Somebody asks already; meanwhile those that are known serve.
                return known(id);
            }
            try {
                if (wantsOthers(id)) {
                    refresh();
                }
            } finally {
                fetching.unlock();
            }
        }
        return known(id);
    }

    /** The same, of the keys that were read before. */
    List<Map<String, Object>> known(@Nullable String id) {
        if (!isUsable()) {
            throw new IssuerAway(state.problem(), null);
        }
        return matching(id);
    }

    private boolean wantsOthers(@Nullable String id) {
        var now = clock.instant();
        boolean old = !now.isBefore(after(state.fetched(), FRESH));
        return (old || matching(id).isEmpty()) && !now.isBefore(after(state.tried(), BETWEEN_FETCHES));
    }

    private boolean mustWait(@Nullable String id) {
        return !isUsable() || matching(id).isEmpty();
    }

    private boolean isUsable() {
        return clock.instant().isBefore(after(state.fetched(), USABLE));
    }

    /** What is wrong with the issuer; empty if nothing is known to be. */
    String problem() {
        return state.problem();
    }

    private List<Map<String, Object>> matching(@Nullable String id) {
        return state.keys().stream()
                .filter(key -> id == null || id.equals(key.get("kid")))
                .toList();
    }

    private void refresh() {
        try {
            var set = fetch.apply(address());
            if (!(set.get("keys") instanceof List<?> list) || list.size() > MOST_KEYS) {
                throw new IssuerAway("what the issuer gives is no set of at most " + MOST_KEYS + " keys", null);
            }
            var keys = list.stream()
                    .filter(Map.class::isInstance)
                    .map(IssuerKeys::key)
                    .toList();
            state = new State(keys, clock.instant(), clock.instant(), "");
        } catch (IssuerAway e) {
            // Those that were read before serve for a while. The pause begins when the issuer has been waited for.
            state = new State(
                    state.keys(),
                    state.fetched(),
                    clock.instant(),
                    "the keys of " + settings.issuer() + " cannot be read: " + e.getMessage());
        }
    }

    private URI address() {
        var given = settings.jwksUri();
        return given == null ? discovered() : given;
    }

    private URI discovered() {
        var issuer = settings.issuer().toString();
        IssuerAway first;
        try {
            return discovered(URI.create(withoutSlash(issuer) + "/.well-known/openid-configuration"));
        } catch (IssuerAway e) {
            first = e;
        }
        try {
            // RFC 8414: the path of the issuer comes after.
            var path = withoutSlash(String.valueOf(settings.issuer().getRawPath()));
            return discovered(settings.issuer().resolve("/.well-known/oauth-authorization-server" + path));
        } catch (IssuerAway e) {
            e.addSuppressed(first);
            throw e;
        }
    }

    private URI discovered(URI metadata) {
        var answer = fetch.apply(metadata);
        // Another issuer's metadata would make its keys good for this one.
        if (!settings.issuer().toString().equals(answer.get("issuer"))) {
            throw new IssuerAway(metadata + " is the metadata of another issuer", null);
        }
        try {
            var keys = URI.create(String.valueOf(answer.get("jwks_uri")));
            if (OAuthProperties.isSafe(keys)) {
                return keys;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IssuerAway(metadata + " names no https address of keys", null);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> key(Object json) {
        return (Map<String, Object>) json;
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static Instant after(Instant start, Duration time) {
        return start.equals(Instant.MIN) ? Instant.MIN : start.plus(time);
    }
}
