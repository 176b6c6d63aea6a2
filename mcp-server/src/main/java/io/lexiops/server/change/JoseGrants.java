package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Reads execution grants: compact JWS, EdDSA and nothing else, by a key that is known. */
final class JoseGrants {

    static final String TYPE = "execution-grant+jwt";
    static final String ISSUER = "agent-host";
    static final String AUDIENCE = "mcp-server";

    private static final String AGAIN = "review the step again and ask for a new grant";
    private static final AlgorithmConstraints ONLY_EDDSA =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final GrantKeys keys;
    private final Duration longest;
    private final Duration skew;
    private final InstantSource clock;

    JoseGrants(GrantKeys keys, GrantProperties properties, InstantSource clock) {
        this.keys = keys;
        this.longest = properties.longest();
        this.skew = properties.clockSkew();
        this.clock = clock;
    }

    /**
     * Reads a grant.
     *
     * @throws ToolFailed {@code GRANT_INVALID}, saying which of its parts is not as it must be
     */
    Grant read(String compact) {
        try {
            return grant(verified(compact));
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            throw invalid("it cannot be read", e);
        } catch (IllegalArgumentException | ClassCastException e) {
            // jose4j lets some of these through for input that is no JWS at all
            throw invalid("it is no compact JWS of a JSON object", e);
        }
    }

    private JwtClaims verified(String compact) throws JoseException, InvalidJwtException {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(ONLY_EDDSA);
        signature.setCompactSerialization(compact);
        if (!AlgorithmIdentifiers.EDDSA.equals(signature.getAlgorithmHeaderValue())) {
            throw invalid("its algorithm is not EdDSA", null);
        }
        if (!TYPE.equals(signature.getHeader("typ"))) {
            throw invalid("its type is not " + TYPE, null);
        }
        var keyId = signature.getKeyIdHeaderValue();
        var problem = keys.problem();
        var key = keys.find(keyId == null ? "" : keyId)
                .orElseThrow(() -> invalid(
                        problem.isEmpty()
                                ? "nobody here knows the key that it names"
                                : "this server has no key: " + problem,
                        null));
        signature.setKey(key);
        if (!signature.verifySignature()) {
            throw invalid("its signature is not good", null);
        }
        return JwtClaims.parse(signature.getPayload());
    }

    private Grant grant(JwtClaims claims) throws MalformedClaimException {
        if (!ISSUER.equals(claims.getIssuer())) {
            throw invalid("its issuer is not " + ISSUER, null);
        }
        if (!claims.getAudience().contains(AUDIENCE)) {
            throw invalid("it is not for " + AUDIENCE, null);
        }
        var expiry = checkedTime(claims);
        return new Grant(
                text(claims, "jti"),
                expiry,
                text(claims, "case"),
                text(claims, "plan"),
                claims.getClaimValue("step") instanceof Number step ? step.longValue() : 0,
                text(claims, "tool"),
                text(claims, "args"),
                targets(claims),
                text(claims, "packs"),
                approvers(claims));
    }

    private Instant checkedTime(JwtClaims claims) throws MalformedClaimException {
        var issued = claims.getIssuedAt();
        var expires = claims.getExpirationTime();
        if (issued == null || expires == null) {
            throw invalid("it does not say from when to when it is valid", null);
        }
        var from = Instant.ofEpochSecond(issued.getValue());
        var until = Instant.ofEpochSecond(expires.getValue());
        var now = clock.instant();
        if (!now.isBefore(until.plus(skew))) {
            throw invalid("it has expired", null);
        }
        if (from.isAfter(now.plus(skew))) {
            throw invalid("it was issued in the future: the clocks differ", null);
        }
        if (from.plus(longest).isBefore(until)) {
            throw invalid("it is valid for longer than " + longest.toMinutes() + " minutes", null);
        }
        return until;
    }

    private static List<Map<String, Object>> targets(JwtClaims claims) {
        if (!(claims.getClaimValue("targets") instanceof List<?> list)) {
            throw invalid("it names no targets", null);
        }
        var targets = new ArrayList<Map<String, Object>>();
        for (var item : list) {
            if (!(item instanceof Map<?, ?>)) {
                throw invalid("a target of it is no object", null);
            }
            targets.add(Json.part(item));
        }
        return targets;
    }

    private static List<String> approvers(JwtClaims claims) throws MalformedClaimException {
        Set<String> approvers = new LinkedHashSet<>();
        approvers.add(text(claims, "approver"));
        if (claims.hasClaim("approvers")) {
            approvers.addAll(claims.getStringListClaimValue("approvers"));
        }
        return List.copyOf(approvers);
    }

    private static String text(JwtClaims claims, String name) throws MalformedClaimException {
        var value = claims.getClaimValue(name, String.class);
        if (value == null || value.isBlank()) {
            throw invalid("it has no claim '" + name + "'", null);
        }
        return value;
    }

    static ToolFailed invalid(String why, @Nullable Throwable cause) {
        return new ToolFailed(
                ErrorCode.GRANT_INVALID, "the execution grant is refused: " + why, AGAIN, Map.of(), cause);
    }
}
