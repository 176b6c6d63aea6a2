package io.lexiops.server.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An authorization server as far as a resource server sees it: metadata and keys over HTTP, and tokens. */
final class TestIssuer implements AutoCloseable {

    static final String AUDIENCE = "https://copilot.example.com/mcp";

    final AtomicInteger keyRequests = new AtomicInteger();
    private final HttpServer server;
    private final List<PublicJsonWebKey> keys = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}"));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            answer(exchange, WireClient.JSON.writeValueAsString(Map.of("keys", published())));
        });
        server.start();
        keys.add(rsa("first"));
        keys.add(elliptic("second"));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it answers errors, or works again. */
    void breakDown(boolean now) {
        broken = now;
    }

    /** The RSA key that signs unless a test says otherwise. */
    PublicJsonWebKey key() {
        return keys.getFirst();
    }

    PublicJsonWebKey ellipticKey() {
        return keys.getLast();
    }

    static PublicJsonWebKey rsa(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey elliptic(String id) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good token with these scopes. */
    String token(String subject, String scope) {
        return token(subject, scope, _ -> {}, _ -> {});
    }

    /** A token that is good but for what is changed about it. */
    String token(String subject, String scope, Consumer<JwtClaims> claimed, Consumer<JsonWebSignature> signed) {
        try {
            var claims = new JwtClaims();
            claims.setIssuer(url());
            claims.setAudience(AUDIENCE);
            claims.setSubject(subject);
            claims.setExpirationTimeMinutesInTheFuture(5);
            claims.setIssuedAtToNow();
            claims.setStringClaim("scope", scope);
            claimed.accept(claims);
            var signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key().getPrivateKey());
            signature.setKeyIdHeaderValue(key().getKeyId());
            signature.setAlgorithmHeaderValue("RS256");
            signature.setHeader("typ", "at+jwt");
            signed.accept(signature);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Map<String, Object>> published() {
        var all = new ArrayList<Map<String, Object>>();
        for (var key : keys) {
            var json = new LinkedHashMap<>(key.toParams(OutputControlLevel.PUBLIC_ONLY));
            json.put("use", "sig");
            all.add(json);
        }
        // Issuers publish other kinds too; they must not get in the way.
        all.add(Map.of("kty", "oct", "kid", "shared", "k", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"));
        all.add(Map.of("kty", "unheard-of", "kid", "strange"));
        return all;
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            var bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(broken ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
