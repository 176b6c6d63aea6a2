package io.lexiops.server.access;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** What a JSON web token says of itself, before anybody has verified it. Good for refusing, never for believing. */
final class JoseUnverified {

    private JoseUnverified() {}

    /** When it ends; {@link Instant#MAX} if it does not say; empty if it is no JSON web token. */
    static Optional<Instant> expiry(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            var end = JwtClaims.parse(payload).getExpirationTime();
            return Optional.of(end == null ? Instant.MAX : Instant.ofEpochSecond(end.getValue()));
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }
}
