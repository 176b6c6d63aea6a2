package io.lexiops.agent.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Reads the grants as the server does: with the public key and the claims that both agreed on. */
class ExecutionGrantTests {

    private final ReviewFixture world = new ReviewFixture();

    @Test
    void carriesWhatWasReviewedAndWhoAllowedIt() throws Exception {
        var plan = ReviewFixture.plan(ReviewFixture.scale(4));
        var review = world.reviewer().review(world.request(), plan);
        var grant = world.reviewer()
                .grant(
                        world.request(),
                        plan,
                        plan.steps().getFirst(),
                        review.previews().getFirst(),
                        List.of("user:bob"));
        var claims = verified(grant, world.keys).getJwtClaims();
        assertThat(claims.getIssuer()).isEqualTo("agent-host");
        assertThat(claims.getAudience()).containsExactly("mcp-server");
        assertThat(claims.getJwtId()).hasSizeGreaterThan(20);
        assertThat(claims.getStringClaimValue("case")).isEqualTo("aaaa-0001");
        assertThat(claims.getStringClaimValue("plan")).isEqualTo(plan.digest());
        assertThat(claims.getClaimValue("step", Long.class)).isEqualTo(1L);
        assertThat(claims.getStringClaimValue("tool")).isEqualTo("k8s_scale");
        assertThat(claims.getStringClaimValue("args")).isEqualTo("sha256:arguments");
        assertThat(claims.getStringClaimValue("packs")).isEqualTo("sha256:rules");
        assertThat(claims.getStringClaimValue("approver")).isEqualTo("user:bob");
        assertThat(claims.getClaimValue("targets")).isEqualTo(List.of(ReviewFixture.WEB));
        assertThat(life(claims)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void namesBothPeopleWhereTwoAllowedIt() throws Exception {
        var plan = ReviewFixture.plan(ReviewFixture.scale(4));
        var preview = world.reviewer().review(world.request(), plan).previews().getFirst();
        var grant = world.reviewer()
                .grant(world.request(), plan, plan.steps().getFirst(), preview, List.of("user:eve", "user:bob"));
        var claims = verified(grant, world.keys).getJwtClaims();
        assertThat(claims.getStringListClaimValue("approvers")).containsExactly("user:bob", "user:eve");
        assertThat(claims.getStringClaimValue("approver")).startsWith("user:");
    }

    @Test
    void isOfItsOwnTypeAndNamesItsKey() throws Exception {
        var header = verified(sign(world.keyFile), world.keys)
                .getJoseObjects()
                .getFirst()
                .getHeaders();
        assertThat(header.getStringHeaderValue("alg")).isEqualTo("EdDSA");
        assertThat(header.getStringHeaderValue("typ")).isEqualTo("execution-grant+jwt");
        assertThat(header.getStringHeaderValue("kid")).isEqualTo(keyId(world.keys));
    }

    @Test
    void isNeverTheSameTwice() throws Exception {
        assertThat(verified(sign(world.keyFile), world.keys).getJwtClaims().getJwtId())
                .isNotEqualTo(
                        verified(sign(world.keyFile), world.keys).getJwtClaims().getJwtId());
    }

    @Test
    void doesNotHoldUnderAnotherKey() {
        assertThatThrownBy(() -> verified(sign(world.keyFile), ReviewFixture.keyPair()))
                .isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void usesANewKeyAsSoonAsTheFileHasIt(@TempDir Path folder) throws Exception {
        var file = folder.resolve("grants.key");
        Files.writeString(file, ReviewFixture.pem(world.keys));
        var keys = new GrantKeyFile(file);
        var first = keys.current().id();
        var other = ReviewFixture.keyPair();
        Files.writeString(file, ReviewFixture.pem(other));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        assertThat(first).isEqualTo(keyId(world.keys));
        assertThat(keys.current().id()).isEqualTo(keyId(other));
    }

    @Test
    void saysWhichFileHasNoKey(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> new GrantKeyFile(folder.resolve("none")).current())
                .isInstanceOf(GrantKeyUnusable.class)
                .hasMessageContaining("copilot.review.grant-key-file: cannot read");
        var file = Files.writeString(
                folder.resolve("garbage"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        assertThatThrownBy(() -> new GrantKeyFile(file).current())
                .isInstanceOf(GrantKeyUnusable.class)
                .hasMessageContaining("holds no Ed25519 private key");
    }

    @Test
    void knowsOnlyPeopleAndPoliciesAsApprovers() {
        assertThatThrownBy(() -> new ExecutionGrant("c", "p", 1, "t", "a", List.of(), "r", List.of("bob")))
                .hasMessageContaining("user:<name>");
    }

    private String sign(Path keyFile) {
        return new JwsGrants(new GrantKeyFile(keyFile), Duration.ofMinutes(5), () -> ReviewFixture.NOW)
                .sign(new ExecutionGrant(
                        "aaaa-0001",
                        "sha256:plan",
                        1,
                        "k8s_scale",
                        "sha256:arguments",
                        List.of(Map.of("kind", "Deployment")),
                        "sha256:rules",
                        List.of("policy:core/x")));
    }

    private static JwtContext verified(String grant, KeyPair keys) throws InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKey(keys.getPublic())
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "EdDSA")
                .setExpectedType(true, "execution-grant+jwt")
                .setExpectedIssuer("agent-host")
                .setExpectedAudience("mcp-server")
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setEvaluationTime(NumericDate.fromSeconds(ReviewFixture.NOW.getEpochSecond()))
                .build()
                .process(grant);
    }

    private static Duration life(JwtClaims claims) throws MalformedClaimException {
        return Duration.ofSeconds(
                claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    }

    private static String keyId(KeyPair keys) throws NoSuchAlgorithmException {
        var digest =
                MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded());
        return HexFormat.of().formatHex(digest).substring(0, 16);
    }
}
