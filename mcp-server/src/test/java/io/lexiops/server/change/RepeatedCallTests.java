package io.lexiops.server.change;

import io.lexiops.server.change.DyingLedger.Killed;
import io.lexiops.server.change.DyingLedger.Moment;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The same idempotency key means the same call, whatever happens in between. */
class RepeatedCallTests {

    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();
    private final FakeCluster cluster = fixture.cluster;

    @BeforeEach
    void prepare() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
    }

    @Test
    void aRepeatedCallGetsTheRecordedOutcome() {
        var context = granted().keyed("key-1");
        var first = write(context);

        var second = write(context);
        var afterRestart = afterRestart(context);

        for (var repeated : List.of(second, afterRestart)) {
            assertThat(Json.part(repeated.structured().get("change"))).containsEntry("replayed", true);
            assertThat(ChangeFixture.id(repeated)).isEqualTo(ChangeFixture.id(first));
            assertThat(outcome(repeated)).isEqualTo("CONVERGED");
        }
        assertThat(cluster.writes).hasValue(1);
    }

    @Test
    void aFailureIsRepeatedToo() {
        cluster.beforeWrite = () -> cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "9")), "kubectl");
        var context = granted().keyed("key-1");

        var first = write(context);
        cluster.beforeWrite = () -> {};
        var second = write(context);

        assertThat(failure(first).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(outcome(first)).isEqualTo("FAILED");
        assertThat(failure(second).message()).isEqualTo(failure(first).message());
        assertThat(cluster.writes).hasValue(0);
    }

    @Test
    void aKeyIsForOneCall() {
        write(granted().keyed("key-1"));
        var claims = fixture.claims("fake_set", set("web", "5"));

        var other = fixture.call(
                "fake_set",
                set("web", "5"),
                ROUTER,
                FakeContext.granted(fixture.grants.sign(claims)).keyed("key-1"));

        assertThat(failure(other).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure(other).message()).contains("used for another call");
        assertThat(cluster.writes).hasValue(1);
    }

    @Test
    void aKeyIsForOneCaller() {
        write(granted().keyed("key-1"));
        var other = new Caller("other-router", Role.ROUTER, Set.of());
        var claims = fixture.claims("fake_set", set("web", "5"));

        var result = fixture.call(
                "fake_set",
                set("web", "5"),
                other,
                FakeContext.granted(fixture.grants.sign(claims)).keyed("key-1"));

        assertThat(outcome(result)).isEqualTo("CONVERGED");
    }

    @Test
    void whatWasRefusedMayBeCalledAgainWithTheSameKey() {
        var refused = write(FakeContext.plain().keyed("key-1"));
        var allowed = write(granted().keyed("key-1"));

        assertThat(failure(refused).code()).isEqualTo(ErrorCode.GRANT_INVALID);
        assertThat(outcome(allowed)).isEqualTo("CONVERGED");
    }

    @Test
    void thirtyTwoCallsAtOnceAreOneWrite() throws Exception {
        cluster.looksUntilConverged = 3;
        var context = granted().keyed("key-1");

        var results = atOnce(32, () -> write(context));

        assertThat(cluster.writes).hasValue(1);
        assertThat(results).allSatisfy(result -> assertThat(outcome(result)).isEqualTo("CONVERGED"));
        assertThat(results)
                .filteredOn(result -> Boolean.FALSE.equals(
                        Json.part(result.structured().get("change")).get("replayed")))
                .hasSize(1);
    }

    @Test
    void oneGrantWithoutAKeyIsOneWriteAlsoAtOnce() throws Exception {
        var context = granted();

        var results = atOnce(32, () -> write(context));

        assertThat(cluster.writes).hasValue(1);
        assertThat(results).filteredOn(ToolResult.Success.class::isInstance).hasSize(1);
    }

    static Stream<Moment> moments() {
        return Stream.of("plan", "started", "written", "ended")
                .flatMap(step -> Stream.of(new Moment(step, false), new Moment(step, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moments")
    void aKillBetweenAnyTwoStepsIsSettledAndNothingIsWrittenTwice(Moment moment) {
        var context = granted().keyed("key-1");
        killed(moment, context);

        fixture.restart();
        fixture.settleAll();
        assertThat(fixture.ledger.open()).isEmpty();
        var repeated = write(context);

        assertThat(outcome(repeated)).isEqualTo("CONVERGED");
        assertThat(cluster.writes).hasValue(1);
        assertThat(cluster.value("ConfigMap", "web", "value")).isEqualTo("4");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moments")
    void aRepeatedCallSettlesByItself(Moment moment) {
        var context = granted().keyed("key-1");
        killed(moment, context);

        fixture.restart();
        var repeated = write(context);

        assertThat(outcome(repeated)).isEqualTo("CONVERGED");
        assertThat(cluster.writes).hasValue(1);
        assertThat(fixture.ledger.open()).isEmpty();
    }

    @Test
    void aKillInsideOfTheWriteIsSettledByTheObject() {
        for (boolean written : new boolean[] {false, true}) {
            var other = new ChangeFixture();
            other.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
            var context = FakeContext.granted(other.grants.sign(other.claims("fake_set", CALL)))
                    .keyed("key-1");
            Runnable kill = () -> {
                throw new Killed();
            };
            if (written) {
                other.cluster.afterWrite = kill;
            } else {
                other.cluster.beforeWrite = kill;
            }
            assertThatThrownBy(() -> other.call("fake_set", CALL, ROUTER, context))
                    .isInstanceOf(Killed.class);
            other.cluster.afterWrite = () -> {};
            other.cluster.beforeWrite = () -> {};

            other.restart();
            other.settleAll();
            var repeated = other.call("fake_set", CALL, ROUTER, context);

            assertThat(outcome(repeated)).isEqualTo("CONVERGED");
            assertThat(other.cluster.writes).hasValue(1);
        }
    }

    @Test
    void whatCannotBeLookedAtStaysOpenAndIsNotRepeated() {
        var context = granted().keyed("key-1");
        killed(new Moment("written", false), context);
        fixture.restart();
        cluster.unreadable = true;
        fixture.settleAll();

        var unclear = write(context);
        cluster.unreadable = false;
        var clear = write(context);

        assertThat(failure(unclear).code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        assertThat(outcome(unclear)).isEqualTo("UNKNOWN");
        assertThat(outcome(clear)).isEqualTo("CONVERGED");
        assertThat(cluster.writes).hasValue(1);
    }

    @Test
    void anObjectThatIsNeitherAsBeforeNorAfterIsUnknown() {
        var context = granted().keyed("key-1");
        killed(new Moment("started", true), context);
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "something else")), "kubectl");
        fixture.restart();

        var repeated = write(context);

        assertThat(outcome(repeated)).isEqualTo("UNKNOWN");
        assertThat(failure(repeated).message()).contains("neither as before nor as it should be");
        assertThat(cluster.writes).hasValue(0);
    }

    @Test
    void aWriteThatStoppedHalfWaySaysWhatWasMade() {
        var both = Map.<String, Object>of("names", List.of("web", "api"), "value", "4");
        cluster.put("ConfigMap", "api", Map.of("data", Map.of("value", "3")), "kubectl");
        cluster.afterWrite = () -> cluster.put("ConfigMap", "api", Map.of("data", Map.of("value", "5")), "kubectl");

        var result = fixture.granted("fake_set", both);

        assertThat(outcome(result)).isEqualTo("UNKNOWN");
        assertThat(failure(result).message()).contains("made: ConfigMap/web in shop");
    }

    @Test
    void anAnswerThatIsLostIsFoundByLooking() {
        cluster.afterWrite = () -> {
            cluster.afterWrite = () -> {};
            throw new ToolFailed(ErrorCode.TIMEOUT, "no answer", "");
        };

        var result = fixture.granted("fake_set", CALL);

        assertThat(outcome(result)).isEqualTo("CONVERGED");
        assertThat(cluster.writes).hasValue(1);
    }

    @Test
    void aNoteOfAControllerBetweenPreviewAndWriteDoesNotStopIt() {
        cluster.beforeWrite = () -> {
            cluster.beforeWrite = () -> {};
            cluster.noteStatus("ConfigMap", "web");
        };

        assertThat(outcome(fixture.granted("fake_set", CALL))).isEqualTo("CONVERGED");
    }

    private FakeContext granted() {
        return FakeContext.granted(fixture.grants.sign(fixture.claims("fake_set", CALL)));
    }

    private ToolResult write(FakeContext context) {
        return fixture.call("fake_set", CALL, ROUTER, context);
    }

    private ToolResult afterRestart(FakeContext context) {
        fixture.restart();
        return write(context);
    }

    private void killed(Moment moment, FakeContext context) {
        fixture.restart(book -> new DyingLedger(book, moment));
        assertThatThrownBy(() -> write(context)).isInstanceOf(Killed.class);
    }

    private static List<ToolResult> atOnce(int threads, Callable<ToolResult> call) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var results = new ArrayList<ToolResult>();
            for (var future : pool.invokeAll(Collections.nCopies(threads, call))) {
                results.add(future.get());
            }
            return results;
        }
    }
}
