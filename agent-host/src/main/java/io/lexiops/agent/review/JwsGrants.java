package io.lexiops.agent.review;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs execution grants as compact JWS; the server knows the public key and uses each grant once. */
final class JwsGrants {

    private static final String TYPE = "execution-grant+jwt";

    private final GrantKeyFile keys;
    private final Duration lifetime;
    private final InstantSource clock;

    JwsGrants(GrantKeyFile keys, Duration lifetime, InstantSource clock) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    String sign(ExecutionGrant grant) {
        var now = clock.instant();
        var claims = new JwtClaims();
        claims.setIssuer("agent-host");
        claims.setAudience("mcp-server");
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        claims.setClaim("case", grant.caseId());
        claims.setClaim("plan", grant.planDigest());
        claims.setClaim("step", grant.step());
        claims.setClaim("tool", grant.tool());
        claims.setClaim("args", grant.argumentsDigest());
        claims.setClaim("targets", grant.targets());
        claims.setClaim("packs", grant.packs());
        claims.setClaim("approver", grant.approvers().getLast()); // a person, if there is one: user comes after policy
        if (grant.approvers().size() > 1) {
            claims.setStringListClaim("approvers", grant.approvers());
        }
        var key = keys.current();
        var signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setKeyIdHeaderValue(key.id());
        signature.setHeader("typ", TYPE);
        signature.setPayload(claims.toJson());
        signature.setKey(key.key());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new GrantKeyUnusable("the grant could not be signed with key " + key.id(), e);
        }
    }
}
