package io.lexiops.server.access;

import io.lexiops.server.settings.TokenReviewProperties;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ToolFailed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Service accounts of the cluster. What the API server said of a token is remembered for a short while, under the token's
 * hash; that it did not answer is not.
 */
final class ReviewedCallers implements Callers {

    static final Duration GOOD_FOR = Duration.ofSeconds(60);
    static final Duration BAD_FOR = Duration.ofSeconds(10);

    /** Tells these callers from static ones that happen to be called the same. */
    static final String PREFIX = "kubernetes:";

    private static final int LONGEST = 16_384;
    private static final int MOST_REMEMBERED = 5_000;
    private static final int LOCKS = 64;

    private final TokenReviewProperties settings;
    private final Supplier<TokenReviews> reviews;
    private final InstantSource clock;
    // Apart, so that a flood of bad ones does not push out the good ones.
    private final Map<String, Remembered> good = remembering();
    private final Map<String, Remembered> bad = remembering();
    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new Object()).toArray();

    ReviewedCallers(TokenReviewProperties settings, Supplier<TokenReviews> reviews, InstantSource clock) {
        this.settings = settings;
        this.reviews = reviews;
        this.clock = clock;
    }

    @Override
    public Answer byToken(String token) {
        var expiry = expiry(token);
        if (expiry.isEmpty()) {
            return new Answer.Unknown();
        }
        if (!clock.instant().isBefore(expiry.get())) {
            return new Answer.Refused("the token has expired");
        }
        var hash = hash(token);
        // Many calls with one new token ask once.
        synchronized (locks[Math.floorMod(hash.hashCode(), LOCKS)]) {
            return remembered(hash).orElseGet(() -> asked(token, hash, expiry.get()));
        }
    }

    @Override
    public Answer byTokenAlone(String token) {
        return expiry(token)
                .filter(expiry -> clock.instant().isBefore(expiry))
                .flatMap(_ -> remembered(hash(token)))
                .orElseGet(Answer.Unknown::new);
    }

    private Answer asked(String token, String hash, Instant expiry) {
        Optional<TokenReviews.Subject> subject;
        try {
            subject = reviews.get().review(token, settings.audiences());
        } catch (ToolFailed e) {
            return new Answer.Away("the API server cannot review tokens now: " + e.getMessage());
        }
        var answer = subject.map(this::of)
                .orElseGet(() -> new Answer.Refused("the cluster does not know the token, or not for this server"));
        if (answer instanceof Answer.Known) {
            var until = clock.instant().plus(GOOD_FOR);
            good.put(hash, new Remembered(answer, until.isBefore(expiry) ? until : expiry));
        } else {
            bad.put(hash, new Remembered(answer, clock.instant().plus(BAD_FOR)));
        }
        return answer;
    }

    private Answer of(TokenReviews.Subject subject) {
        if (PREFIX.length() + subject.name().length() > LONGEST_NAME) {
            return new Answer.NothingOpen("the name of the account is too long for the audit trail");
        }
        return settings.access().stream()
                .filter(rule -> rule.fits(subject.name(), subject.groups()))
                .findFirst()
                .<Answer>map(rule -> new Answer.Known(
                        new Caller(PREFIX + subject.name(), rule.role(), Objects.requireNonNull(rule.namespaces()))))
                .orElseGet(() -> new Answer.NothingOpen("no role of this server is open to " + subject.name()));
    }

    private Optional<Answer> remembered(String hash) {
        for (var memory : List.of(good, bad)) {
            var found = memory.get(hash);
            if (found != null && clock.instant().isBefore(found.until())) {
                return Optional.of(found.answer());
            }
        }
        return Optional.empty();
    }

    /** When the token ends by its own words; empty if it is no token of a service account. */
    private static Optional<Instant> expiry(String token) {
        return token.length() > LONGEST ? Optional.empty() : JoseUnverified.expiry(token);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, Remembered> remembering() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > MOST_REMEMBERED;
            }
        });
    }

    private record Remembered(Answer answer, Instant until) {}
}
