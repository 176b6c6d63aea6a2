package io.lexiops.server.access;

import io.lexiops.server.access.Callers.Answer;
import io.lexiops.server.settings.OAuthProperties;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Callers with an access token that is a JSON web token of the one issuer, meant for this server. */
final class JoseCallers implements Callers {

    private static final int LONGEST = 16_384;
    // Those of other uses, such as a log-out, must not be taken for an access token.
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final OAuthProperties settings;
    private final IssuerKeys keys;
    private final OAuthAccess access;
    private final InstantSource clock;
    private final AlgorithmConstraints algorithms;

    JoseCallers(OAuthProperties settings, IssuerKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.access = new OAuthAccess(settings);
        this.clock = clock;
        this.algorithms = new AlgorithmConstraints(
                ConstraintType.PERMIT, settings.algorithms().toArray(String[]::new));
    }

    @Override
    public Answer byToken(String token) {
        return byToken(token, keys::named);
    }

    @Override
    public Answer byTokenAlone(String token) {
        return byToken(token, keys::known);
    }

    private Answer byToken(String token, Function<@Nullable String, List<Map<String, Object>>> lookup) {
        if (token.length() > LONGEST || token.chars().filter(c -> c == '.').count() != 2) {
            return new Answer.Unknown();
        }
        try {
            var signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(algorithms);
            signature.setCompactSerialization(token);
            return isOurs(signature) ? checked(signature, lookup) : new Answer.Unknown();
        } catch (Invalid e) {
            return new Answer.Refused(String.valueOf(e.getMessage()));
        } catch (IssuerAway e) {
            return new Answer.Away(String.valueOf(e.getMessage()));
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            return new Answer.Refused("the token cannot be read");
        } catch (IllegalArgumentException | ClassCastException _) {
            // jose4j lets some of these through for input that is no token at all
            return new Answer.Unknown();
        }
    }

    /** Nothing of it is believed yet: it only says which keys to look among. */
    private boolean isOurs(JsonWebSignature signature) throws MalformedClaimException {
        try {
            var claims = JwtClaims.parse(signature.getUnverifiedPayload());
            return settings.issuer().toString().equals(claims.getIssuer());
        } catch (InvalidJwtException _) {
            return false;
        }
    }

    private Answer checked(JsonWebSignature signature, Function<@Nullable String, List<Map<String, Object>>> lookup)
            throws JoseException, InvalidJwtException, MalformedClaimException {
        var algorithm = signature.getAlgorithmHeaderValue();
        if (algorithm == null || !settings.algorithms().contains(algorithm)) {
            throw new Invalid("the algorithm of the token is not accepted");
        }
        var type = signature.getHeader("typ");
        if (type != null && !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw new Invalid("the token is not an access token");
        }
        if (!isSigned(signature, algorithm, lookup)) {
            throw new Invalid("the signature of the token is not good");
        }
        var claims = JwtClaims.parse(signature.getPayload());
        checkClaims(claims);
        return access.of(name(claims), claims.getClaimsMap());
    }

    private boolean isSigned(
            JsonWebSignature signature, String algorithm, Function<@Nullable String, List<Map<String, Object>>> lookup)
            throws JoseException {
        var candidates = lookup.apply(signature.getKeyIdHeaderValue()).stream()
                .filter(key -> isFor(key, algorithm))
                .toList();
        for (var candidate : candidates) {
            if (isSignedBy(signature, candidate)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSignedBy(JsonWebSignature signature, Map<String, Object> key) throws JoseException {
        try {
            signature.setKey(JsonWebKey.Factory.newJwk(key).getKey());
            return signature.verifySignature();
        } catch (org.jose4j.lang.InvalidKeyException _) {
            // Too weak, or of another curve than the algorithm's: it is as if it were not there.
            return false;
        }
    }

    private static boolean isFor(Map<String, Object> key, String algorithm) {
        var family = switch (algorithm.substring(0, 2)) {
            case "RS", "PS" -> "RSA";
            case "ES" -> "EC";
            default -> "OKP";
        };
        return family.equals(key.get("kty"))
                && !"enc".equals(key.get("use"))
                && (key.get("alg") == null || algorithm.equals(key.get("alg")))
                && (!(key.get("key_ops") instanceof List<?> operations) || operations.contains("verify"));
    }

    private void checkClaims(JwtClaims claims) throws MalformedClaimException {
        if (!settings.issuer().toString().equals(claims.getIssuer())) {
            throw new Invalid("the token is of another issuer");
        }
        if (!claims.hasAudience()
                || !claims.getAudience().contains(settings.audience().toString())) {
            throw new Invalid("the token is not meant for this server");
        }
        var now = clock.instant();
        var expires = claims.getExpirationTime();
        if (expires == null) {
            throw new Invalid("the token does not say how long it is good");
        }
        if (!now.isBefore(time(expires).plus(settings.clockSkew()))) {
            throw new Invalid("the token has expired");
        }
        if (isLater(claims.getNotBefore(), now) || isLater(claims.getIssuedAt(), now)) {
            throw new Invalid("the token is not good yet");
        }
    }

    private boolean isLater(@Nullable NumericDate date, Instant now) {
        return date != null && time(date).isAfter(now.plus(settings.clockSkew()));
    }

    private static Instant time(NumericDate date) {
        return Instant.ofEpochSecond(date.getValue());
    }

    private String name(JwtClaims claims) {
        if (!(claims.getClaimValue(settings.nameClaim()) instanceof String name)
                || name.isBlank()
                || name.length() > LONGEST_NAME - OAuthAccess.PREFIX.length()
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid("the token has no " + settings.nameClaim() + " to call its owner by");
        }
        return name;
    }

    /** A token of the issuer that is not good; the message is for the client. */
    private static final class Invalid extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message, null, false, false);
        }
    }
}
