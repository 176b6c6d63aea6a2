package io.lexiops.server.change;

import io.lexiops.rules.Severity;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExecutionGrantTests {

    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();

    @BeforeEach
    void prepare() {
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
    }

    @Test
    void aGoodGrantAllowsOneWrite() {
        var grant = fixture.grants.sign(fixture.claims("fake_set", CALL));

        var first = write(grant);
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var second = write(grant);

        assertThat(outcome(first)).isEqualTo("CONVERGED");
        assertThat(failure(second).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(fixture.cluster.writes).hasValue(1);
    }

    @Test
    void aGrantThatWasUsedIsRefusedAlsoWhereItWouldFit() {
        var other = fixture.claims("fake_set", set("other", "1"));
        var claims = fixture.claims("fake_set", CALL);
        claims.put("jti", other.get("jti"));

        var first = write(fixture.grants.sign(claims));
        var second =
                fixture.call("fake_set", set("other", "1"), ROUTER, FakeContext.granted(fixture.grants.sign(other)));

        assertThat(outcome(first)).isEqualTo("CONVERGED");
        assertThat(failure(second).message()).contains("used before");
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                spoilt("it is for the tool", claims -> claims.put("tool", "fake_remove")),
                spoilt("other arguments", claims -> claims.put("args", "sha256:0000")),
                spoilt("does not name", claims -> claims.put("targets", List.of())),
                spoilt("was at version", claims -> changeTarget(claims, "resourceVersion", "99")),
                spoilt("was at version", claims -> changeTarget(claims, "uid", "uid-other")),
                spoilt("does not name", claims -> changeTarget(claims, "namespace", "other")),
                spoilt("does not touch", ExecutionGrantTests::addTarget),
                spoilt("a target of it is no object", claims -> claims.put("targets", List.of("web"))),
                spoilt("it names no targets", claims -> claims.remove("targets")),
                spoilt("rule packs have changed", claims -> claims.put("packs", "sha256:other")),
                spoilt("another case", claims -> claims.put("case", "case-2")),
                spoilt("issuer", claims -> claims.put("iss", "somebody")),
                spoilt("not for mcp-server", claims -> claims.put("aud", "agent-host")),
                spoilt("not for mcp-server", claims -> claims.remove("aud")),
                spoilt("expired", claims -> claims.merge("exp", -400L, ExecutionGrantTests::plus)),
                spoilt("future", claims -> claims.merge("iat", 60L, ExecutionGrantTests::plus)),
                spoilt("longer than", claims -> claims.merge("exp", 90_000L, ExecutionGrantTests::plus)),
                spoilt("from when to when", claims -> claims.remove("exp")),
                spoilt("no claim 'jti'", claims -> claims.remove("jti")),
                spoilt("no claim 'approver'", claims -> claims.remove("approver")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void aGrantThatIsNotExactlyForThisWriteIsRefused(String why, Consumer<Map<String, Object>> spoil) {
        var claims = fixture.claims("fake_set", CALL);
        spoil.accept(claims);

        var result = write(fixture.grants.sign(claims));

        assertThat(failure(result).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(failure(result).message()).contains(why);
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void aGrantOfAForeignKeyIsRefused() {
        var foreign = new TestGrants();
        var claims = fixture.claims("fake_set", CALL);
        var knownId = GrantKeys.keyId(fixture.grants.pair.getPublic());

        assertThat(failure(write(foreign.sign(claims))).message()).contains("nobody here knows the key");
        assertThat(failure(write(foreign.sign(claims, JoseGrants.TYPE, knownId)))
                        .message())
                .contains("signature is not good");
        assertThat(failure(write(fixture.grants.sign(claims, "JWT", knownId))).message())
                .contains("type");
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void onlyEdDsaCounts() throws JoseException {
        var claims = fixture.claims("fake_set", CALL);
        var keyId = GrantKeys.keyId(fixture.grants.pair.getPublic());
        var header = "{\"alg\":\"none\",\"typ\":\"execution-grant+jwt\",\"kid\":\"" + keyId + "\"}";
        var unsigned = base64(header) + "." + base64(Json.text(claims)) + ".";
        var symmetric = new JsonWebSignature();
        symmetric.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        symmetric.setHeader("typ", JoseGrants.TYPE);
        symmetric.setKeyIdHeaderValue(keyId);
        symmetric.setPayload(Json.text(claims));
        symmetric.setKey(new HmacKey(fixture.grants.pair.getPublic().getEncoded()));

        assertThat(failure(write(unsigned)).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(failure(write(symmetric.getCompactSerialization())).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void aRouterWithoutAGrantIsRefused() {
        var result = fixture.call("fake_set", CALL, ROUTER, FakeContext.plain().answering(true));

        assertThat(failure(result).code()).isEqualTo(ErrorCode.GRANT_INVALID);
    }

    @Test
    void anOperatorDoesNotUseAGrant() {
        var grant = fixture.grants.sign(fixture.claims("fake_set", CALL));

        var result = fixture.call("fake_set", CALL, OPERATOR, FakeContext.granted(grant));

        assertThat(failure(result).code()).isEqualTo(ErrorCode.GRANT_INVALID);
    }

    @Test
    void aGrantDiesWhenTheTargetMovesButNotWhenAControllerNotesSomething() {
        var grant = fixture.grants.sign(fixture.claims("fake_set", CALL));
        var other = fixture.grants.sign(fixture.claims("fake_set", CALL));

        fixture.cluster.noteStatus("ConfigMap", "web");
        assertThat(outcome(write(grant))).isEqualTo("CONVERGED");

        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "7")), "kubectl");
        assertThat(failure(write(other)).message()).contains("was at version");
    }

    @Test
    void aGrantOutlivesARestartOfTheServerWhileControllersNoteThings() {
        var grant = fixture.grants.sign(fixture.claims("fake_set", CALL));
        fixture.cluster.noteStatus("ConfigMap", "web");

        fixture.restart();

        assertThat(outcome(write(grant))).isEqualTo("CONVERGED");
    }

    @Test
    void aFindingThatNeedsAPersonIsNotSatisfiedByAPolicy() {
        fixture.packs.object(Severity.APPROVAL);
        var claims = fixture.claims("fake_set", CALL);

        var policy = write(fixture.grants.sign(claims));
        claims.put("approver", "user:alice");
        var person = write(fixture.grants.sign(claims));

        assertThat(failure(policy).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(failure(policy).message()).contains("a person must allow this", "the guard objects");
        assertThat(outcome(person)).isEqualTo("CONVERGED");
    }

    @Test
    void twoPeopleMeansTwoDifferentPeople() {
        fixture.packs.object(Severity.TWO_PERSON);
        var claims = fixture.claims("fake_set", CALL);
        claims.put("approver", "user:alice");
        var one = write(fixture.grants.sign(claims));
        claims.put("approvers", List.of("user:alice", "user:alice", "policy:core/x"));
        var same = write(fixture.grants.sign(claims));
        claims.put("approvers", List.of("user:alice", "user:bob"));
        var two = write(fixture.grants.sign(claims));

        assertThat(failure(one).message()).contains("two different people");
        assertThat(failure(same).message()).contains("two different people");
        assertThat(outcome(two)).isEqualTo("CONVERGED");
    }

    @Test
    void aChangedKeyFileCountsAtOnce() throws IOException {
        var next = new TestGrants();
        var old = fixture.grants.sign(fixture.claims("fake_set", CALL));
        TestGrants.writeKeys(fixture.keyFile, next.pair.getPublic());
        assertThat(failure(write(old)).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(outcome(write(next.sign(fixture.claims("fake_set", CALL))))).isEqualTo("CONVERGED");

        TestGrants.writeKeys(fixture.keyFile, next.pair.getPublic(), fixture.grants.pair.getPublic());
        assertThat(fixture.keys.value())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .extractingByKey("keyIds")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2);

        Files.writeString(fixture.keyFile, "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n");
        assertThat(fixture.keys.problem()).contains("no Ed25519");
        Files.delete(fixture.keyFile);
        assertThat(failure(write(old)).message()).contains("cannot be read");
    }

    @Test
    void damagedGrantsAreRefusedAndNothingElseHappens() {
        var good = fixture.grants.sign(fixture.claims("fake_set", CALL));
        var reader = new JoseGrants(
                fixture.keys,
                new GrantProperties(fixture.keyFile, Duration.ofMinutes(30), Duration.ofSeconds(10)),
                fixture.clock);
        assertThat(reader.read(good).tool()).isEqualTo("fake_set");
        var random = new Random(42);

        for (int i = 0; i < 3_000; i++) {
            var damaged = damaged(good, random);
            assertThatThrownBy(() -> reader.read(damaged))
                    .as(damaged)
                    .isInstanceOfSatisfying(
                            ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_INVALID));
        }
    }

    private static String damaged(String good, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> good.substring(0, random.nextInt(good.length() - 1));
            case 1 -> {
                // not the last character of a part: some of its bits mean nothing
                int at = random.nextInt(good.length() - 1);
                while (good.charAt(at) == '.' || good.charAt(at + 1) == '.') {
                    at = random.nextInt(good.length() - 1);
                }
                yield good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
            }
            case 2 -> good + "." + random.nextInt();
            case 3 -> {
                var bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                yield new String(bytes, StandardCharsets.ISO_8859_1);
            }
            default -> {
                var parts = new ArrayList<>(List.of(good.split("\\.")));
                Collections.rotate(parts, 1 + random.nextInt(2));
                yield String.join(".", parts);
            }
        };
    }

    private ToolResult write(String grant) {
        return fixture.call("fake_set", CALL, ROUTER, FakeContext.granted(grant));
    }

    private static Arguments spoilt(String why, Consumer<Map<String, Object>> spoil) {
        return Arguments.of(why, spoil);
    }

    private static void changeTarget(Map<String, Object> claims, String field, String value) {
        var target = new LinkedHashMap<>(Json.parts(claims.get("targets")).getFirst());
        target.put(field, value);
        claims.put("targets", List.of(target));
    }

    private static void addTarget(Map<String, Object> claims) {
        var targets = new ArrayList<>(Json.parts(claims.get("targets")));
        targets.add(Map.of("apiVersion", "v1", "kind", "Pod", "name", "x", "resourceVersion", "1"));
        claims.put("targets", targets);
    }

    private static Object plus(Object a, Object b) {
        return ((Number) a).longValue() + ((Number) b).longValue();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
