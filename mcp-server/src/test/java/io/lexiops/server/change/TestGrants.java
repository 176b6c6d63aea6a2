package io.lexiops.server.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signs grants as the agent host does. */
final class TestGrants {

    final KeyPair pair;

    TestGrants() {
        try {
            this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void writeKeys(Path file, PublicKey... keys) throws IOException {
        var text = new StringBuilder();
        for (var key : keys) {
            text.append("-----BEGIN PUBLIC KEY-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()))
                    .append("\n-----END PUBLIC KEY-----\n");
        }
        Files.writeString(file, text);
    }

    /** The claims of a good grant for a previewed call; a test spoils what it is about. */
    static Map<String, Object> claims(String tool, Map<String, Object> previewResult, Instant now) {
        var preview = Json.part(previewResult.get("preview"));
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", "agent-host");
        claims.put("aud", "mcp-server");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
        claims.put("case", "case-1");
        claims.put("plan", "sha256:plan");
        claims.put("step", 1);
        claims.put("tool", tool);
        claims.put("args", preview.get("argumentsDigest"));
        claims.put("targets", preview.get("targets"));
        claims.put("packs", Json.part(previewResult.get("packs")).get("digest"));
        claims.put("approver", "policy:test/auto");
        return claims;
    }

    String sign(Map<String, Object> claims) {
        return sign(claims, JoseGrants.TYPE, GrantKeys.keyId(pair.getPublic()));
    }

    String sign(Map<String, Object> claims, String type, String keyId) {
        try {
            var signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
            signature.setHeader("typ", type);
            signature.setKeyIdHeaderValue(keyId);
            signature.setPayload(Json.text(claims));
            signature.setKey(pair.getPrivate());
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
