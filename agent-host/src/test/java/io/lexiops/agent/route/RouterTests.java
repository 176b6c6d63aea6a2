package io.lexiops.agent.route;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.tool.AgentRole;
import io.lexiops.agent.tool.FakeToolbox;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.agent.tool.ToolRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouterTests {

    private static final ToolOutcome AWAY = FakeToolbox.failed("server_unavailable", "cannot be reached");
    private static final ToolOutcome SILENT = new ToolOutcome.Unanswered("no answer within 660 s");
    private static final ToolOutcome DONE =
            FakeToolbox.done(Map.of("change", Map.of("id", "c-1", "outcome", "CONVERGED")));

    private final Deque<ToolOutcome> script = new ArrayDeque<>();
    private final FakeToolbox toolbox = new FakeToolbox(AgentRole.ROUTER);
    private final Ticking clock = new Ticking();
    private final Router router = new Router(
            List.of(toolbox),
            new RouteProperties(
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(11),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    4,
                    Duration.ofSeconds(30)),
            clock,
            clock::advance);

    RouterTests() {
        toolbox.tool("k8s_scale", _ -> script.size() > 1 ? script.removeFirst() : script.getFirst());
        toolbox.tool("k8s_get", _ -> script.size() > 1 ? script.removeFirst() : script.getFirst());
    }

    @Test
    void callsOnceWithGrantAndKeyAndKeepsTheChange() {
        answers(DONE);
        var result = write();
        assertThat(result.outcome()).isEqualTo(DONE);
        assertThat(result.changeId()).isEqualTo("c-1");
        assertThat(toolbox.calls()).singleElement().satisfies(call -> {
            assertThat(call.grant()).isEqualTo("grant");
            assertThat(call.idempotencyKey()).isEqualTo("key");
            assertThat(call.caseId()).isEqualTo("aaaa-0001");
        });
    }

    @Test
    void hasNothingToUndoWhereNothingWasChanged() {
        answers(
                FakeToolbox.done(Map.of("change", Map.of("id", "c-1", "outcome", "NO_CHANGE"))),
                new ToolOutcome.Failed(
                        "precondition_failed",
                        "moved",
                        "",
                        Map.of("change", Map.of("id", "c-2", "outcome", "FAILED"))));
        assertThat(write().changeId()).isNull();
        assertThat(write().changeId()).isNull();
    }

    @Test
    void keepsTheChangeOfAWriteThatFailedHalfWay() {
        answers(new ToolOutcome.Failed(
                "timeout", "not converged", "", Map.of("change", Map.of("id", "c-1", "outcome", "NOT_CONVERGED"))));
        assertThat(write().changeId()).isEqualTo("c-1");
        assertThat(toolbox.calls()).hasSize(1);
    }

    @Test
    void triesAgainWithTheSameKeyWhileTheServerIsAway() {
        answers(AWAY, AWAY, DONE);
        assertThat(write().outcome()).isEqualTo(DONE);
        assertThat(toolbox.calls())
                .hasSize(3)
                .extracting(ToolRequest::idempotencyKey)
                .containsOnly("key");
    }

    @Test
    void doesNotRepeatARefusal() {
        answers(FakeToolbox.failed("precondition_failed", "somebody changed it"), DONE);
        assertThat(write().outcome()).isInstanceOf(ToolOutcome.Failed.class);
        assertThat(toolbox.calls()).hasSize(1);
    }

    @Test
    void settlesAWriteWithoutAnAnswerByTheSameCall() {
        answers(SILENT, AWAY, open(), DONE);
        assertThat(write().outcome()).isEqualTo(DONE);
        assertThat(toolbox.calls())
                .hasSize(4)
                .allSatisfy(call -> assertThat(call.idempotencyKey()).isEqualTo("key"));
    }

    private static ToolOutcome open() {
        return new ToolOutcome.Failed(
                "backend_unavailable",
                "interrupted, and the objects cannot be read",
                "",
                Map.of("change", Map.of("id", "c-1", "outcome", "UNKNOWN")));
    }

    @Test
    void keepsTheChangeOfAWriteThatCannotBeSettledForItsUndo() {
        answers(open());
        assertThat(write().changeId()).isEqualTo("c-1");
    }

    @Test
    void saysThatItDoesNotKnowWhenNobodyEverAnswers() {
        answers(SILENT);
        assertThat(write().outcome()).isEqualTo(SILENT);
    }

    @Test
    void givesUpOnAServerThatStaysAway() {
        answers(AWAY);
        var started = clock.instant();
        assertThat(write().outcome()).isInstanceOf(ToolOutcome.Failed.class);
        assertThat(Duration.between(started, clock.instant())).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void leavesABackendAloneThatFailsAgainAndAgainAndTriesOnceAfterARest() {
        answers(AWAY);
        write();
        var tried = toolbox.calls().size();
        assertThat(tried).isEqualTo(4);
        assertThat(write().outcome())
                .isInstanceOfSatisfying(
                        ToolOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("backend_resting"));
        assertThat(toolbox.calls()).hasSize(tried);
        clock.advance(Duration.ofSeconds(31));
        script.clear();
        answers(DONE);
        assertThat(write().outcome()).isEqualTo(DONE);
        assertThat(write().outcome()).isEqualTo(DONE);
    }

    @Test
    void readsWithoutAGrantOrAKey() {
        answers(FakeToolbox.done(Map.of()));
        router.execute(request(), new Step(1, "k8s_get", Map.of(), false, "asked", "answered"), null, "key");
        assertThat(toolbox.calls()).singleElement().satisfies(call -> {
            assertThat(call.idempotencyKey()).isNull();
            assertThat(call.grant()).isNull();
        });
    }

    private void answers(ToolOutcome... outcomes) {
        script.addAll(List.of(outcomes));
    }

    private StepResult write() {
        return router.execute(
                request(), new Step(1, "k8s_scale", Map.of("name", "web"), true, "asked", "converged"), "grant", "key");
    }

    private static Request request() {
        return new Request(
                new RequestId("aaaa-0001"),
                "scale web to 4",
                "shop",
                Mode.RUN,
                "ann",
                false,
                Request.Origin.OPERATOR,
                null,
                Instant.EPOCH);
    }

    /** Time passes only where somebody waits. */
    private static final class Ticking extends Clock implements InstantSource {
        private Instant now = Instant.parse("2026-11-23T10:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
