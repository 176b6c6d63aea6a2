package io.lexiops.agent.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Knows people by their tokens. Only digests are kept, and they are compared in constant time. */
@Component
class People {

    private final List<Known> known;

    People(AccessProperties properties) {
        known = properties.tokens().stream()
                .map(token -> new Known(
                        new Person(token.name(), token.right()),
                        token.token() != null
                                ? digest(token.token())
                                : HexFormat.of()
                                        .parseHex(String.valueOf(token.tokenSha256())
                                                .toLowerCase(Locale.ROOT))))
                .toList();
    }

    Optional<Person> byToken(String token) {
        var digest = digest(token);
        Optional<Person> found = Optional.empty();
        for (var one : known) {
            // All are compared, so that the time taken does not tell which one came near.
            if (MessageDigest.isEqual(one.digest(), digest)) {
                found = Optional.of(one.person());
            }
        }
        return found;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record, only by MessageDigest.isEqual
    private record Known(Person person, byte[] digest) {}
}
