package io.lexiops.server.change;

import io.lexiops.server.change.DyingLedger.Killed;
import io.lexiops.server.change.DyingLedger.Moment;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two clusters that hold the same objects under the same uids, as after a restore from one backup. */
class ContextsOfChangesTests {

    private static final ClusterContext TEST = new ClusterContext("test", true);
    private static final ClusterContext LIVE = new ClusterContext("live", true);
    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();
    private final FakeCluster cluster = fixture.cluster;

    @BeforeEach
    void twoClusters() {
        fixture.contexts = List.of("test", "live");
        for (var context : List.of(TEST, LIVE)) {
            context.call(() -> {
                cluster.put(
                        "ConfigMap",
                        "web",
                        Map.of(
                                "data",
                                Map.of("value", "3"),
                                "metadata",
                                Map.of(
                                        "name",
                                        "web",
                                        "namespace",
                                        "shop",
                                        "uid",
                                        "same",
                                        "resourceVersion",
                                        "7",
                                        "managedFields",
                                        List.of())),
                        "kubectl");
                return "";
            });
        }
    }

    @Test
    void aHandleIsForTheClusterOfItsPreview() {
        var handle = handle(TEST.call(this::asked));

        var elsewhere = LIVE.call(() -> confirmed(handle));
        assertThat(failure(elsewhere).code()).isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
        assertThat(failure(elsewhere).message()).contains("the handle is refused");
        assertThat(cluster.writes).hasValue(0);

        assertThat(outcome(TEST.call(() -> confirmed(handle)))).isEqualTo("CONVERGED");
        assertThat(value(TEST)).isEqualTo("4");
        assertThat(value(LIVE)).isEqualTo("3");
    }

    @Test
    void aHandleDoesNotOutliveTheSwitchOfTheOnlyClusterToAnother() {
        var before = new ClusterContext("test", false);
        var after = new ClusterContext("live", false);
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var handle = handle(before.call(this::asked));

        assertThat(failure(after.call(() -> confirmed(handle))).message()).contains("the handle is refused");
    }

    @Test
    void aGrantIsForTheClusterOfItsReview() {
        var claims = TEST.call(() -> fixture.claims("fake_set", CALL));
        var grant = fixture.grants.sign(claims);

        var elsewhere = LIVE.call(() -> fixture.call("fake_set", CALL, ROUTER, FakeContext.granted(grant)));
        assertThat(failure(elsewhere).code()).isEqualTo(ErrorCode.GRANT_INVALID);

        claims.put("args", LIVE.call(() -> fixture.claims("fake_set", CALL)).get("args"));
        var forged = fixture.grants.sign(claims);
        var mixed = LIVE.call(() -> fixture.call("fake_set", CALL, ROUTER, FakeContext.granted(forged)));
        assertThat(failure(mixed).message()).contains("does not name v1 ConfigMap/web in shop of context live");

        assertThat(cluster.writes).hasValue(0);
        assertThat(outcome(TEST.call(() -> fixture.call("fake_set", CALL, ROUTER, FakeContext.granted(grant)))))
                .isEqualTo("CONVERGED");
    }

    @Test
    void withOneClusterAGrantLooksAsItDidBefore() {
        fixture.contexts = List.of("only");
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var unbound = fixture.claims("fake_set", CALL);
        var bound = new ClusterContext("only", false).call(() -> fixture.claims("fake_set", CALL));

        assertThat(bound.get("args")).isEqualTo(unbound.get("args"));
        assertThat(bound.get("targets")).isEqualTo(unbound.get("targets"));
    }

    @Test
    void anUndoGoesToTheClusterOfTheChangeWhicheverTheCallIsBoundTo() {
        var change = id(LIVE.call(() -> fixture.granted("fake_set", CALL)));
        assertThat(value(LIVE)).isEqualTo("4");

        var undone = fixture.granted("change_undo", Map.of("id", change));

        assertThat(outcome(undone)).isEqualTo("CONVERGED");
        assertThat(Json.part(undone.structured().get("change"))).containsEntry("context", "live");
        assertThat(value(LIVE)).isEqualTo("3");
        assertThat(value(TEST)).isEqualTo("3");
    }

    @Test
    void anUndoThatNamesAnotherClusterIsRefused() {
        var change = id(LIVE.call(() -> fixture.granted("fake_set", CALL)));

        var refused = TEST.call(() -> fixture.call("change_undo", Map.of("id", change), OPERATOR, FakeContext.plain()));

        assertThat(failure(refused).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure(refused).message()).contains("was made in context live, not in test");
    }

    @Test
    void aChangeOfAClusterThatIsNotServedAnyMoreStaysAsItIs() {
        var change = id(LIVE.call(() -> fixture.granted("fake_set", CALL)));
        fixture.contexts = List.of("test");
        fixture.restart();

        var refused = fixture.call("change_undo", Map.of("id", change), OPERATOR, FakeContext.plain());

        assertThat(failure(refused).code()).isEqualTo(ErrorCode.BACKEND_NOT_CONFIGURED);
        assertThat(failure(refused).message()).contains("context live, which this server does not serve");
    }

    @Test
    void aChangeFromBeforeContextsWereNotedIsUndoneOnlyWhereTheCallerSays() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var change = id(fixture.granted("fake_set", CALL));

        var refused = fixture.call("change_undo", Map.of("id", change), OPERATOR, FakeContext.plain());

        assertThat(failure(refused).message()).contains("older than the note of its context");
        assertThat(failure(refused).remedy()).contains("test, live");
    }

    @Test
    void aLaterChangeOfTheOtherClusterDoesNotStandInTheWay() {
        var first = id(TEST.call(() -> fixture.granted("fake_set", CALL)));
        LIVE.call(() -> fixture.granted("fake_set", set("web", "5")));

        assertThat(outcome(fixture.granted("change_undo", Map.of("id", first)))).isEqualTo("CONVERGED");
        assertThat(value(TEST)).isEqualTo("3");
        assertThat(value(LIVE)).isEqualTo("5");
    }

    @Test
    void anIdempotencyKeyIsForOneCluster() {
        var grant = fixture.grants.sign(TEST.call(() -> fixture.claims("fake_set", CALL)));
        var context = FakeContext.granted(grant).keyed("key-1");
        TEST.call(() -> fixture.call("fake_set", CALL, ROUTER, context));

        var elsewhere = LIVE.call(() -> fixture.call("fake_set", CALL, ROUTER, context));

        assertThat(failure(elsewhere).code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void whatACrashHasLeftIsLookedForInItsOwnCluster() {
        fixture.restart(ledger -> new DyingLedger(ledger, new Moment("written", false)));
        assertThatThrownBy(() -> LIVE.call(() -> fixture.granted("fake_set", CALL)))
                .isInstanceOf(Killed.class);

        fixture.restart();
        fixture.settleAll();

        assertThat(fixture.ledger.list(new ChangeQuery(java.util.Set.of(), null, null, null, null, 1)))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.state()).isEqualTo(ChangeState.CONVERGED);
                    assertThat(entry.context()).isEqualTo("live");
                });
    }

    @Test
    void whatACrashHasLeftInAClusterThatIsNotServedStaysOpen() {
        fixture.restart(ledger -> new DyingLedger(ledger, new Moment("written", false)));
        assertThatThrownBy(() -> LIVE.call(() -> fixture.granted("fake_set", CALL)))
                .isInstanceOf(Killed.class);

        fixture.contexts = List.of("test");
        fixture.restart();
        fixture.settleAll();

        assertThat(fixture.ledger.open()).hasSize(1);
    }

    @Test
    void thePersonIsAskedWithTheNameOfTheCluster() {
        var context = FakeContext.plain().answering(true);
        LIVE.call(() -> fixture.call("fake_set", CALL, OPERATOR, context));

        assertThat(context.questions()).singleElement().asString().contains("in context live");
    }

    private ToolResult asked() {
        return fixture.call("fake_set", CALL, OPERATOR, FakeContext.plain());
    }

    private ToolResult confirmed(String handle) {
        return fixture.call(
                "fake_set",
                Map.of("names", List.of("web"), "value", "4", "confirm", handle),
                OPERATOR,
                FakeContext.plain());
    }

    private static String handle(ToolResult result) {
        return String.valueOf(Json.part(result.structured().get("confirmation")).get("handle"));
    }

    private Object value(ClusterContext context) {
        return String.valueOf(context.call(() -> String.valueOf(cluster.value("ConfigMap", "web", "value"))));
    }
}
