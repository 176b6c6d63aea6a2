package io.lexiops.server.mcp;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Callers with a token of an authorization server: which tokens are good, what they open, and what a client is told. */
class OAuthTests extends RunningServer {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String METADATA = "/.well-known/oauth-protected-resource";

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry settings) {
        settings.add("copilot.server.oauth.issuer", ISSUER::url);
        settings.add("copilot.server.oauth.audience", () -> TestIssuer.AUDIENCE);
        settings.add("copilot.server.oauth.tool-scopes.[test_echo]", () -> "copilot:echo");
        settings.add("copilot.server.oauth.access[0].claim", () -> "realm_access.roles");
        settings.add("copilot.server.oauth.access[0].value", () -> "edge-team");
        settings.add("copilot.server.oauth.access[0].role", () -> "operator");
        settings.add("copilot.server.oauth.access[0].namespaces", () -> "edge");
        settings.add("copilot.server.oauth.access[0].scopes", () -> "copilot:write");
        settings.add("copilot.server.oauth.access[1].scope", () -> "copilot:admin");
        settings.add("copilot.server.oauth.access[1].role", () -> "operator");
        settings.add("copilot.server.oauth.access[2].scope", () -> "copilot:write");
        settings.add("copilot.server.oauth.access[2].role", () -> "operator");
        settings.add("copilot.server.oauth.access[3].scope", () -> "copilot:read");
        settings.add("copilot.server.oauth.access[3].role", () -> "operator");
    }

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @Test
    void tellsEverybodyWhereToGetATokenFor() {
        for (var path : List.of(METADATA, METADATA + "/mcp")) {
            var response = get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(WireClient.parse(response.body()))
                    .containsEntry("resource", TestIssuer.AUDIENCE)
                    .containsEntry("authorization_servers", List.of(ISSUER.url()))
                    .containsEntry(
                            "scopes_supported",
                            List.of("copilot:admin", "copilot:echo", "copilot:read", "copilot:write"))
                    .containsEntry("bearer_methods_supported", List.of("header"))
                    .containsEntry("resource_name", "DevOps Copilot");
        }
        assertThat(get(METADATA + "/other").statusCode()).isEqualTo(401);
    }

    @Test
    void leadsAClientWithoutATokenToTheMetadata() {
        var response = withoutToken().post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response))
                .startsWith("Bearer realm=\"devops-copilot\"")
                .contains("resource_metadata=\"https://copilot.example.com" + METADATA + "/mcp\"")
                .contains("scope=\"copilot:read\"")
                .doesNotContain("error");
    }

    @Test
    void takesAGoodTokenAndCallsItsOwnerByTheirSubject() {
        var session = withToken(ISSUER.token("alice", "openid copilot:read")).open();
        var status = session.call("status", Map.of());
        assertThat(WireSession.object(status, "structuredContent"))
                .containsEntry("identity", "oauth:alice")
                .containsEntry("role", "operator");
    }

    @Test
    void stillTakesStaticTokens() {
        assertThat(as("planner").open().toolNames()).contains("status", "test_echo");
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("expired", claims -> claims.setExpirationTimeMinutesInTheFuture(-2), "expired"),
                bad("endless", claims -> claims.unsetClaim("exp"), "how long"),
                bad("tomorrow's", claims -> claims.setNotBeforeMinutesInThePast(-60), "not good yet"),
                bad(
                        "issued tomorrow",
                        claims -> claims.setIssuedAt(NumericDate.fromSeconds(9_999_999_999L)),
                        "not good yet"),
                bad("for another server", claims -> claims.setAudience("https://other.example.com"), "not meant"),
                bad("for a longer name", claims -> claims.setAudience(TestIssuer.AUDIENCE + "/x"), "not meant"),
                bad("for nobody", claims -> claims.unsetClaim("aud"), "not meant"),
                bad("nobody's", claims -> claims.unsetClaim("sub"), "sub"),
                bad("with control characters", claims -> claims.setSubject("a\nb"), "sub"),
                signed(
                        "by nobody",
                        signature -> {
                            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
                            signature.setKey(null);
                            signature.setAlgorithmHeaderValue("none");
                        },
                        "algorithm"),
                signed(
                        "with the public key as a password",
                        signature -> {
                            signature.setKey(
                                    new HmacKey(ISSUER.key().getPublicKey().getEncoded()));
                            signature.setAlgorithmHeaderValue("HS256");
                        },
                        "algorithm"),
                signed(
                        "with a published password",
                        signature -> {
                            signature.setKey(
                                    new HmacKey("secret-secret-secret-secret-secret".getBytes(StandardCharsets.UTF_8)));
                            signature.setKeyIdHeaderValue("shared");
                            signature.setAlgorithmHeaderValue("HS256");
                        },
                        "algorithm"),
                signed(
                        "by a stranger",
                        signature -> signature.setKey(TestIssuer.rsa("first").getPrivateKey()),
                        "signature"),
                signed("by an unknown key", signature -> signature.setKeyIdHeaderValue("nobody"), "signature"),
                signed("for a log-out", signature -> signature.setHeader("typ", "logout+jwt"), "not an access token"),
                signed(
                        "with its own key",
                        signature -> {
                            var own = TestIssuer.rsa("own");
                            signature.setKey(own.getPrivateKey());
                            signature.setKeyIdHeaderValue("own");
                            signature.getHeaders().setJwkHeaderValue("jwk", own);
                        },
                        "signature"),
                signed(
                        "with an unknown extension",
                        signature -> {
                            signature.setCriticalHeaderNames("exotic");
                            signature.setHeader("exotic", "yes");
                        },
                        "read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void refusesATokenThatIsNotGoodAndSaysWhy(
            String what, Consumer<JwtClaims> claimed, Consumer<JsonWebSignature> signed, String why) {
        var token = ISSUER.token("mallory", "copilot:admin", claimed, signed);
        var response = withToken(token).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).as(what).isEqualTo(401);
        assertThat(challenge(response))
                .contains("error=\"invalid_token\"", "error_description=\"")
                .contains(why);
        assertThat(response.body()).doesNotContain(token.substring(0, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "..", "e30.e30.", "%%%.%%%.%%%"})
    void refusesWhatOnlyLooksLikeAToken(String token) {
        assertThat(withToken(token).post(WireClient.initialize(Map.of())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenWhosePayloadWasChanged() {
        var parts = ISSUER.token("alice", "copilot:read").split("\\.");
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("copilot:read", "copilot:admin");
        var forged = parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
        assertThat(withToken(forged).post(WireClient.initialize(Map.of())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void takesATokenThatIsSignedWithAnEllipticCurve() {
        var token = ISSUER.token("alice", "copilot:read", _ -> {}, signature -> {
            signature.setKey(ISSUER.ellipticKey().getPrivateKey());
            signature.setKeyIdHeaderValue("second");
            signature.setAlgorithmHeaderValue("ES256");
        });
        assertThat(withToken(token).open().toolNames()).contains("status");
    }

    @Test
    void asksForAKeyThatNobodyKnowsOnceInAWhile() {
        assertThat(withToken(ISSUER.token("alice", "copilot:read")).open().toolNames())
                .contains("status");
        int before = ISSUER.keyRequests.get();
        for (int i = 0; i < 5; i++) {
            var unknown = ISSUER.token("mallory", "copilot:read", _ -> {}, s -> s.setKeyIdHeaderValue("nobody"));
            withToken(unknown).post(WireClient.initialize(Map.of()));
        }
        assertThat(ISSUER.keyRequests.get() - before).isLessThanOrEqualTo(1);
    }

    @Test
    void showsOnlyToolsThatTheScopesOpen() {
        var reader = withToken(ISSUER.token("reader", "copilot:read")).open();
        assertThat(reader.toolNames()).contains("status", "k8s_list").doesNotContain("test_write", "test_echo");
        var writer = withToken(ISSUER.token("writer", "copilot:write")).open();
        assertThat(writer.toolNames()).contains("status", "test_write").doesNotContain("test_echo");
        var echo = withToken(ISSUER.token("echo", "copilot:read copilot:echo")).open();
        assertThat(echo.toolNames()).contains("status", "test_echo").doesNotContain("test_write");
        var admin = withToken(ISSUER.token("admin", "copilot:admin")).open();
        assertThat(admin.toolNames()).contains("status", "test_echo", "test_write");
    }

    @Test
    void tellsWhichScopeACallNeeds() {
        var session = withToken(ISSUER.token("reader", "copilot:read")).open();
        var write =
                session.post(WireClient.message(7, "tools/call", Map.of("name", "test_write", "arguments", Map.of())));
        assertThat(write.statusCode()).isEqualTo(403);
        assertThat(challenge(write))
                .contains("error=\"insufficient_scope\"", "scope=\"copilot:write\"", "resource_metadata=\"");
        assertThat(WireClient.parse(write.body())).containsEntry("id", 7).containsKey("error");
        var echo = session.post(
                WireClient.message(8, "tools/call", Map.of("name", "test_echo", "arguments", Map.of("text", "x"))));
        assertThat(challenge(echo)).contains("scope=\"copilot:echo\"");
        assertThat(session.toolNames()).contains("status");
    }

    @Test
    void opensNothingToATokenWithoutARole() {
        var response = withToken(ISSUER.token("guest", "openid")).post(WireClient.initialize(Map.of()));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(challenge(response)).contains("error=\"insufficient_scope\"", "scope=\"copilot:read\"");
    }

    @Test
    void mapsAClaimToARoleWithNamespaces() {
        var token = ISSUER.token(
                "bob", "openid", c -> c.setClaim("realm_access", Map.of("roles", List.of("edge-team"))), _ -> {});
        var session = withToken(token).open();
        assertThat(WireSession.failed(session.call("k8s_list", Map.of("kind", "pods", "namespace", "edge"))))
                .isFalse();
        assertThat(WireSession.code(session.call("k8s_list", Map.of("kind", "pods", "namespace", "default"))))
                .isEqualTo("forbidden");
    }

    @Test
    void keepsASessionFromTheSameNameOfAnotherKind() {
        var session = as("operator").open();
        var stranger = withToken(ISSUER.token("operator", "copilot:admin"))
                .post(WireClient.message(1, "tools/list", Map.of()), "Mcp-Session-Id", session.id());
        assertThat(stranger.statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> get(String path) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private static Arguments bad(String what, Consumer<JwtClaims> claimed, String why) {
        return arguments(what, claimed, (Consumer<JsonWebSignature>) _ -> {}, why);
    }

    private static Arguments signed(String what, Consumer<JsonWebSignature> signed, String why) {
        return arguments(what, (Consumer<JwtClaims>) _ -> {}, signed, why);
    }
}
