package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bearer tokens: the administrator's, and signed ones for service accounts. */
final class Tokens {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    static final String DEFAULT_AUDIENCE = "https://kubernetes.default.svc.cluster.local";

    /** What a token proves. */
    record Proof(Identity identity, List<String> audiences) {}

    private final byte[] key;
    private final String adminToken;
    private final ObjectStore store;
    private final Clock clock;

    Tokens(byte[] key, ObjectStore store, Clock clock) {
        this.key = key.clone();
        this.adminToken = BASE64.encodeToString(sign("admin"));
        this.store = store;
        this.clock = clock;
    }

    String adminToken() {
        return adminToken;
    }

    byte[] key() {
        return key.clone();
    }

    String issue(ObjectNode serviceAccount, List<String> audiences, Duration lifetime) {
        var namespace = Trees.text(serviceAccount, "metadata", "namespace");
        var name = Trees.text(serviceAccount, "metadata", "name");
        var now = clock.instant();
        var claims = Trees.object();
        var list = claims.putArray("aud");
        audiences.forEach(list::add);
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("iat", now.getEpochSecond()).put("nbf", now.getEpochSecond());
        claims.put("iss", DEFAULT_AUDIENCE).put("sub", "system:serviceaccount:" + namespace + ":" + name);
        var kubernetes = claims.putObject("kubernetes.io").put("namespace", namespace);
        kubernetes
                .putObject("serviceaccount")
                .put("name", name)
                .put("uid", Trees.text(serviceAccount, "metadata", "uid"));
        var head = BASE64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        var signed = head + "." + BASE64.encodeToString(Trees.bytes(claims));
        return signed + "." + BASE64.encodeToString(sign(signed));
    }

    Optional<Proof> check(String token) {
        if (equal(token, adminToken)) {
            return Optional.of(new Proof(Identity.ADMIN, List.of(DEFAULT_AUDIENCE)));
        }
        int dot = token.lastIndexOf('.');
        if (dot < 0 || !equal(token.substring(dot + 1), BASE64.encodeToString(sign(token.substring(0, dot))))) {
            return Optional.empty();
        }
        var parts = token.split("\\.");
        var claims = Trees.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        return claims.path("exp").asLong(0) > clock.instant().getEpochSecond() ? account(claims) : Optional.empty();
    }

    private Optional<Proof> account(JsonNode claims) {
        var kubernetes = claims.path("kubernetes.io");
        var namespace = Trees.text(kubernetes, "namespace");
        var name = Trees.text(kubernetes, "serviceaccount", "name");
        var uid = Trees.text(kubernetes, "serviceaccount", "uid");
        return store.find(new ObjectId("serviceaccounts", namespace, name))
                .filter(account -> Trees.text(account, "metadata", "uid").equals(uid))
                .map(_ -> new Proof(Identity.serviceAccount(namespace, name, uid), Trees.texts(claims, "aud")));
    }

    private byte[] sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static boolean equal(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
