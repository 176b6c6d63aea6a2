package io.lexiops.server.change;

import io.lexiops.rules.Severity;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.lexiops.server.change.ChangeFixture.OPERATOR;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangeFixture.set;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

class ConfirmationTests {

    private static final Map<String, Object> CALL = set("web", "4");

    private final ChangeFixture fixture = new ChangeFixture();

    @BeforeEach
    void prepare() {
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
    }

    @Test
    void aHandleRunsWhatThePreviewHasShownOnce() {
        var asked = ask(CALL);
        assertThat(asked.code()).isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
        assertThat(asked.message()).contains("data.value 3 -> 4");
        assertThat(asked.structured()).containsKeys("confirmation", "preview");

        var done = confirm(CALL, handle(asked), OPERATOR);
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        var again = confirm(CALL, handle(asked), OPERATOR);

        assertThat(outcome(done)).isEqualTo("CONVERGED");
        assertThat(Json.part(done.structured().get("change"))).containsEntry("approver", "user:alice");
        assertThat(failure(again).message()).contains("used before");
        assertThat(fixture.cluster.writes).hasValue(1);
    }

    @Test
    void aHandleSurvivesARestartAndItsUseDoesToo() {
        var handle = handle(ask(CALL));
        fixture.restart();
        assertThat(outcome(confirm(CALL, handle, OPERATOR))).isEqualTo("CONVERGED");

        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "3")), "kubectl");
        fixture.restart();
        assertThat(confirm(CALL, handle, OPERATOR)).isInstanceOf(ToolResult.Failure.class);
        assertThat(fixture.cluster.writes).hasValue(1);
    }

    @Test
    void aHandlePassesTheRedactorUnharmed() {
        for (int i = 0; i < 200; i++) {
            var handle = handle(ask(CALL));
            assertThat(fixture.redactor.text("call again with confirm: " + handle))
                    .endsWith(handle);
            assertThat(fixture.redactor.object(Map.of("confirmation", Map.of("handle", handle))))
                    .isEqualTo(Map.of("confirmation", Map.of("handle", handle)));
        }
    }

    @Test
    void anExpiredHandleIsRefusedAndANewOneGiven() {
        var handle = handle(ask(CALL));
        fixture.clock.move(Duration.ofMinutes(10));

        var late = failure(confirm(CALL, handle, OPERATOR));

        assertThat(late.message()).contains("it has expired");
        assertThat(outcome(confirm(CALL, handle(late), OPERATOR))).isEqualTo("CONVERGED");
    }

    @Test
    void aHandleIsForOneCallerOneToolAndTheseArguments() {
        var handle = handle(ask(CALL));
        var bob = new Caller("bob", Role.OPERATOR, Set.of());

        assertThat(failure(confirm(CALL, handle, bob)).message()).contains("not for this caller");
        assertThat(failure(confirm(set("web", "5"), handle, OPERATOR)).message())
                .contains("not for this caller");
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void aHandleIsVoidWhenSomebodyHasChangedTheTarget() {
        var handle = handle(ask(CALL));
        fixture.cluster.noteStatus("ConfigMap", "web");
        fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "9")), "kubectl");

        var moved = failure(confirm(CALL, handle, OPERATOR));

        assertThat(moved.code()).isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
        assertThat(moved.message()).contains("somebody has changed a target", "data.value 9 -> 4");
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void damagedHandlesAreWorthNothing() {
        var good = handle(ask(CALL));
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            int at = random.nextInt(good.length());
            var other = Character.forDigit(random.nextInt(16), 16);
            var damaged = good.substring(0, at) + (good.charAt(at) == other ? 'z' : other) + good.substring(at + 1);
            assertThat(failure(confirm(CALL, damaged, OPERATOR)).code()).isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
        }
        for (var nonsense :
                List.of("", "-", "ffffffffffff-" + "0".repeat(32), good + "0", good.toUpperCase(Locale.ROOT))) {
            assertThat(failure(confirm(CALL, nonsense, OPERATOR)).code()).isEqualTo(ErrorCode.CONFIRMATION_REQUIRED);
        }
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void aClientThatCanAskIsAsked() {
        var context = FakeContext.plain().answering(true);

        var done = fixture.call("fake_set", CALL, OPERATOR, context);

        assertThat(outcome(done)).isEqualTo("CONVERGED");
        assertThat(context.questions()).singleElement().asString().contains("data.value 3 -> 4", "risk: LOW");
    }

    @Test
    void noMeansNo() {
        var result =
                fixture.call("fake_set", CALL, OPERATOR, FakeContext.plain().answering(false));

        assertThat(failure(result).code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void whatThePersonSawMustStillHoldWhenTheyAnswer() {
        var context = new MovingWhileAsked();

        var result = fixture.call("fake_set", CALL, OPERATOR, context);

        assertThat(failure(result).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(fixture.cluster.writes).hasValue(0);
    }

    @Test
    void highRiskIsNeverConfirmedByAHandle() {
        var remove = Map.<String, Object>of("names", List.of("web"));

        var refused = failure(fixture.call("fake_remove", remove, OPERATOR, FakeContext.plain()));
        var asked = fixture.call(
                "fake_remove", remove, OPERATOR, FakeContext.plain().answering(true));

        assertThat(refused.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(refused.message()).contains("this client cannot ask");
        assertThat(refused.structured()).doesNotContainKey("confirmation");
        assertThat(outcome(asked)).isEqualTo("CONVERGED");
    }

    @Test
    void aHandleGivenBeforeAGuardObjectedDoesNotHelp() {
        var handle = handle(ask(CALL));
        fixture.packs.object(Severity.APPROVAL);

        assertThat(failure(confirm(CALL, handle, OPERATOR)).code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(outcome(fixture.call(
                        "fake_set", CALL, OPERATOR, FakeContext.plain().answering(true))))
                .isEqualTo("CONVERGED");
    }

    @Test
    void oneOperatorIsNotTwoPeople() {
        fixture.packs.object(Severity.TWO_PERSON);

        var result = failure(
                fixture.call("fake_set", CALL, OPERATOR, FakeContext.plain().answering(true)));

        assertThat(result.message()).contains("two different people");
    }

    private ToolResult.Failure ask(Map<String, Object> arguments) {
        return failure(fixture.call("fake_set", arguments, OPERATOR, FakeContext.plain()));
    }

    private ToolResult confirm(Map<String, Object> arguments, String handle, Caller caller) {
        var confirmed = new LinkedHashMap<>(arguments);
        confirmed.put("confirm", handle);
        return fixture.call("fake_set", confirmed, caller, FakeContext.plain());
    }

    private static String handle(ToolResult.Failure asked) {
        return String.valueOf(Json.part(asked.structured().get("confirmation")).get("handle"));
    }

    /** Somebody edits the object while the question is open. */
    private final class MovingWhileAsked implements CallContext {

        private final FakeContext plain = FakeContext.plain();

        @Override
        public Optional<Answer> ask(Question question) {
            fixture.cluster.put("ConfigMap", "web", Map.of("data", Map.of("value", "8")), "kubectl");
            return Optional.of(new Answer(true, null));
        }

        @Override
        public Optional<String> grant() {
            return plain.grant();
        }

        @Override
        public Optional<String> idempotencyKey() {
            return plain.idempotencyKey();
        }

        @Override
        public Optional<String> caseId() {
            return plain.caseId();
        }

        @Override
        public boolean cancelled() {
            return plain.cancelled();
        }

        @Override
        public void progress(String message) {
            plain.progress(message);
        }
    }
}
