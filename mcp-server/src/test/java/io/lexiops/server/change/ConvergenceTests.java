package io.lexiops.server.change;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

class ConvergenceTests {

    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();
    private final FakeCluster cluster = fixture.cluster;

    @BeforeEach
    void prepare() {
        cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
    }

    @Test
    void waitsUntilTheWorldIsAsAskedForAndTellsHowFarItIs() {
        cluster.looksUntilConverged = 5;
        var context = granted();

        var result = fixture.call("fake_set", CALL, ROUTER, context);

        assertThat(outcome(result)).isEqualTo("CONVERGED");
        assertThat(cluster.looks).hasValue(5);
        assertThat(context.progress()).hasSize(4).allMatch(line -> line.contains("web-1 is not ready"));
    }

    @Test
    void aTimeOutSaysExactlyWhatIsMissing() {
        cluster.looksUntilConverged = Integer.MAX_VALUE;

        var result = fixture.call("fake_set", CALL, ROUTER, granted());

        assertThat(outcome(result)).isEqualTo("NOT_CONVERGED");
        assertThat(result)
                .isInstanceOfSatisfying(
                        ToolResult.Success.class,
                        done -> assertThat(done.text())
                                .contains(
                                        "NOT converged",
                                        "missing: web-1 is not ready",
                                        "stopped waiting after 300 seconds"));
        assertThat(Json.part(Json.part(result.structured().get("change")).get("convergence")))
                .containsEntry("done", false);
    }

    @Test
    void podsThatAreReplacedStandInThePreviewAndInTheBookOfChanges() {
        cluster.replaced = List.of(new TargetRef("v1", "Pod", "shop", "web-0", "uid-1", "7"));
        var line = "Pod/web-0 in shop: replaced, because it is not ready";

        assertThat(fixture.preview("fake_set", CALL).toString()).contains("web-0", "replace");
        var result = fixture.call("fake_set", CALL, ROUTER, granted());

        assertThat(result)
                .isInstanceOfSatisfying(
                        ToolResult.Success.class,
                        done -> assertThat(done.text()).contains(line));
        assertThat(fixture.ledger.find(ChangeFixture.id(result)).orElseThrow().changes())
                .extracting(change -> change.get("operation"))
                .containsExactly("update", "replace");
        cluster.replaced = List.of();
        assertThat(outcome(fixture.granted("change_undo", Map.of("id", ChangeFixture.id(result)))))
                .isEqualTo("CONVERGED");
    }

    @Test
    void whatCannotBeFollowedUpIsToldAndTriedAgain() {
        cluster.looksUntilConverged = 3;
        var tries = new AtomicInteger();
        cluster.followUp = () -> {
            if (tries.incrementAndGet() == 1) {
                throw new ToolFailed(ErrorCode.FORBIDDEN, "Pod web-0 could not be replaced", "");
            }
        };
        var context = granted();

        assertThat(outcome(fixture.call("fake_set", CALL, ROUTER, context))).isEqualTo("CONVERGED");
        assertThat(tries).hasValue(3);
        assertThat(context.progress().getFirst()).contains("Pod web-0 could not be replaced");
        assertThat(context.progress().getLast()).doesNotContain("replaced");
    }

    @Test
    void aCallerWhoCancelsStopsTheWaitingNotTheRecord() {
        cluster.looksUntilConverged = Integer.MAX_VALUE;
        var context = granted();
        fixture.pause = _ -> context.stop().set(true);

        var result = fixture.call("fake_set", CALL, ROUTER, context);

        assertThat(outcome(result)).isEqualTo("NOT_CONVERGED");
        assertThat(result.structured().toString()).contains("the caller has gone");
    }

    @Test
    void aCallThatIsCancelledBeforeItWritesWritesNothing() {
        var context = granted();
        context.stop().set(true);

        var result = fixture.call("fake_set", CALL, ROUTER, context);

        assertThat(failure(result).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(cluster.writes).hasValue(0);
        assertThat(fixture.ledger.open()).isEmpty();
    }

    @Test
    void aWriteThatHasBegunIsFinishedAndRecordedWithoutItsCaller() throws Exception {
        var writing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var interruptedInside = new AtomicBoolean();
        cluster.beforeWrite = () -> {
            writing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException _) {
                interruptedInside.set(true);
            }
        };
        var context = granted();
        var answer = new CompletableFuture<ToolResult>();
        var caller = Thread.ofVirtual().start(() -> answer.complete(fixture.call("fake_set", CALL, ROUTER, context)));
        writing.await();

        caller.interrupt();
        assertThat(failure(answer.get()).code()).isEqualTo(ErrorCode.CANCELLED);
        goOn.countDown();

        Awaitility.await().until(() -> fixture.ledger.open().isEmpty());
        assertThat(interruptedInside).isFalse();
        assertThat(cluster.writes).hasValue(1);
        assertThat(fixture.ledger.list(new ChangeQuery(Set.of(), null, null, null, null, 5)))
                .extracting(LedgerEntry::state)
                .containsExactly(ChangeState.CONVERGED);
    }

    @Test
    void aWriteWhoseResultNobodyMayLookAtIsApplied() {
        cluster.lookRefused = true;

        var result = fixture.call("fake_set", CALL, ROUTER, granted());

        assertThat(outcome(result)).isEqualTo("APPLIED");
    }

    private FakeContext granted() {
        return FakeContext.granted(fixture.grants.sign(fixture.claims("fake_set", CALL)));
    }
}
