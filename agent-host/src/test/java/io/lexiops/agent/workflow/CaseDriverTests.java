package io.lexiops.agent.workflow;

import io.lexiops.agent.audit.AuditTrail;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.review.Verdict;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Severity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CaseDriverTests {

    private final WorkflowFixture world = new WorkflowFixture();

    @Test
    void runsAPlanThatNoGuardObjectsTo() {
        var done = world.drive(world.open("scale web to 4"));
        assertThat(done.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(world.stages.executed).hasSize(1);
        assertThat(done.approvers()).containsExactly("policy:core/no-guard-objects");
    }

    @Test
    void answersAQuestionWithoutWriting() {
        var done = world.drive(world.open("which images run?"));
        assertThat(done.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(done.changes()).isEmpty();
    }

    @Test
    void onlyShowsAPlanThatIsNotToBeRun() {
        var done = world.drive(world.open("scale web to 4", Mode.PLAN, true));
        assertThat(done.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(world.stages.executed).isEmpty();
    }

    @Test
    void waitsForAPersonWhereAGuardWantsOne() {
        world.stages.verdict = approvalBy(1);
        var id = world.open("scale web to 300");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        assertThat(world.stages.executed).isEmpty();
        approve(id, "bob");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.COMPLETED);
        assertThat(world.stages.executed).hasSize(1);
    }

    @Test
    void takesTheRequestersApprovalInAdvanceForOnePersonOnly() {
        world.stages.verdict = approvalBy(1);
        assertThat(world.drive(world.open("scale web to 300", Mode.RUN, true)).state())
                .isEqualTo(CaseState.COMPLETED);
        world.stages.verdict = approvalBy(2);
        assertThat(world.drive(world.open("scale web to 300", Mode.RUN, true)).state())
                .isEqualTo(CaseState.AWAITING_APPROVAL);
    }

    @Test
    void needsTwoDifferentPeopleWhereTwoAreWanted() {
        world.stages.verdict = approvalBy(2);
        var id = world.open("scale web to 300");
        world.drive(id);
        approve(id, "bob");
        approve(id, "bob");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        approve(id, "eve");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.COMPLETED);
    }

    @Test
    void voidsAnApprovalWhenTheTargetMovedInBetween() {
        world.stages.verdict = approvalBy(1);
        var id = world.open("scale web to 300");
        world.drive(id);
        world.stages.resourceVersion = "101";
        approve(id, "bob");
        var file = world.drive(id);
        assertThat(file.state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        assertThat(file.voidedApprovals()).singleElement().asString().contains("100", "101");
        assertThat(world.stages.executed).isEmpty();
    }

    @Test
    void looksAfreshWhenSomebodyWasFasterThanTheCall() {
        world.stages.verdict = approvalBy(1);
        var id = world.open("scale web to 300");
        world.drive(id);
        world.stages.failsOnce =
                new ToolOutcome.Failed("precondition_failed", "web was changed by kubectl", "", Map.of());
        approve(id, "bob");
        var file = world.drive(id);
        assertThat(file.state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        assertThat(file.voidedApprovals()).containsExactly("web was changed by kubectl");
        approve(id, "bob");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.COMPLETED);
        assertThat(world.stages.executed).hasSize(1);
    }

    @Test
    void wantsASecondPersonWhenTheLastLookAsksForTwo() {
        world.stages.verdict = approvalBy(1);
        var id = world.open("scale web to 300");
        world.drive(id);
        approve(id, "bob");
        world.stages.verdict = approvalBy(2);
        assertThat(world.drive(id).state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        approve(id, "bob");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.AWAITING_APPROVAL);
        approve(id, "eve");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.COMPLETED);
    }

    @Test
    void escalatesAfterThreeRejectedPlans() {
        world.stages.verdict = new Verdict.Rejected(List.of(ScriptedStages.finding(Severity.BLOCK)));
        var file = world.drive(world.open("scale web to 300"));
        assertThat(file.state()).isEqualTo(CaseState.ESCALATED);
        assertThat(file.objections()).hasSize(3);
        assertThat(world.stages.executed).isEmpty();
    }

    @Test
    void asksWhenItDoesNotUnderstandAndGoesOnWithTheAnswer() {
        var id = world.open("nonsense");
        assertThat(world.drive(id).state()).isEqualTo(CaseState.NEEDS_INPUT);
        world.say(id, new CaseEvent.Answered("scale web to 4", "user:ann"));
        assertThat(world.drive(id).state()).isEqualTo(CaseState.COMPLETED);
    }

    @Test
    void undoesWhatDidNotHelpAndTriesTheNextCandidate() {
        world.stages.helps = false;
        world.stages.candidates = 1;
        var file = world.drive(world.open("fix web"));
        assertThat(file.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(file.failedAttempts()).hasSize(1);
        assertThat(file.undone()).hasSize(1);
        assertThat(file.changes()).hasSize(2);
    }

    @Test
    void handsOverToAPersonWhenThereIsNoOtherCandidate() {
        world.stages.helps = false;
        var file = world.drive(world.open("fix web"));
        assertThat(file.state()).isEqualTo(CaseState.ESCALATED);
        assertThat(file.undone()).hasSize(1);
        assertThat(file.because()).contains("still broken");
    }

    @Test
    void undoesASettledCaseOnRequest() {
        var id = world.open("scale web to 4");
        world.drive(id);
        world.say(id, new CaseEvent.UndoAsked("user:ann"));
        var file = world.drive(id);
        assertThat(file.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(file.undone().values()).allMatch(CaseEvent.Undone::done);
        assertThat(file.hasUndoableChanges()).isFalse();
    }

    @Test
    void anUndoThatWasRefusedCanBeAskedForAgain() {
        var id = world.open("scale web to 4");
        world.drive(id);
        world.stages.verdict = new Verdict.Rejected(List.of(ScriptedStages.finding(Severity.BLOCK)));
        world.say(id, new CaseEvent.UndoAsked("user:ann"));
        var refused = world.drive(id);
        assertThat(refused.state()).isEqualTo(CaseState.ESCALATED);
        assertThat(refused.hasUndoableChanges()).isTrue();
        world.stages.verdict = new Verdict.Approved(List.of());
        world.say(id, new CaseEvent.UndoAsked("user:ann"));
        var file = world.drive(id);
        assertThat(file.state()).isEqualTo(CaseState.COMPLETED);
        assertThat(file.hasUndoableChanges()).isFalse();
    }

    @Test
    void undoesWhatNeedsTwoPeopleWhenASecondOneAsks() {
        var id = world.open("create the namespace lab");
        world.drive(id);
        var before = world.stages.executed.size();
        world.stages.verdict = approvalBy(2);
        undo(id, "ann");
        undo(id, "ann");
        assertThat(world.find(id).state()).isEqualTo(CaseState.ESCALATED);
        assertThat(world.stages.executed).hasSize(before);
        assertThat(world.find(id).undone().values())
                .singleElement()
                .satisfies(refused -> assertThat(refused.text())
                        .contains("2 different people", "only user:ann", "another person says: copilot undo " + id));
        undo(id, "bob");
        assertThat(world.find(id).state()).isEqualTo(CaseState.COMPLETED);
        assertThat(world.stages.granted).isEqualTo("grant by [user:ann, user:bob]");
    }

    private void undo(RequestId id, String by) {
        world.say(id, new CaseEvent.UndoAsked("user:" + by));
        world.drive(id);
    }

    @Test
    void stopsWhenCancelledAndAnswersWhatWasDone() {
        world.stages.verdict = approvalBy(1);
        var id = world.open("scale web to 300");
        world.drive(id);
        world.say(id, new CaseEvent.Cancelled("user:ann", ""));
        var file = world.drive(id);
        assertThat(file.state()).isEqualTo(CaseState.CANCELLED);
        assertThat(file.response()).isPresent();
    }

    @Test
    void losesNothingAndWritesNothingTwiceWhenItIsStoppedBetweenAnyTwoEvents() {
        world.stages.helps = false;
        world.stages.candidates = 1;
        var whole = world.drive(world.open("fix web")).size();
        for (int crashAt = 2; crashAt <= whole; crashAt++) {
            var fresh = new WorkflowFixture();
            fresh.stages.helps = false;
            fresh.stages.candidates = 1;
            var id = fresh.open("fix web");
            crashAfter(fresh, id, crashAt);
            var file = fresh.drive(id);
            assertThat(file.state()).as("stopped after event %d", crashAt).isEqualTo(CaseState.COMPLETED);
            assertThat(fresh.stages.executed)
                    .as("stopped after event %d", crashAt)
                    .doesNotHaveDuplicates()
                    .hasSize(3);
            assertThat(file.undone().values())
                    .as("stopped after event %d", crashAt)
                    .singleElement()
                    .matches(CaseEvent.Undone::done);
            assertThat(fresh.audit.verify()).isInstanceOf(AuditTrail.Verification.Intact.class);
        }
    }

    @Test
    void takesAChangeThatSomebodyElseHasUndoneAsUndone() {
        world.stages.helps = false;
        world.stages.undoneBy = "change-of-bob";
        var file = world.drive(world.open("fix web"));
        assertThat(file.undone().values()).singleElement().satisfies(undone -> {
            assertThat(undone.done()).isTrue();
            assertThat(undone.text()).contains("change-of-bob");
        });
    }

    @Test
    void saysWhyAnUndoIsRefused() {
        world.stages.helps = false;
        world.stages.undoRefused = "web has moved on";
        var file = world.drive(world.open("fix web"));
        assertThat(file.undone().values()).singleElement().satisfies(undone -> {
            assertThat(undone.done()).isFalse();
            assertThat(undone.text()).contains("web has moved on");
        });
    }

    /** Drives with a journal that dies at the given event: nothing after it is written. */
    private static void crashAfter(WorkflowFixture fresh, RequestId id, int events) {
        var dying = new DyingJournal(fresh.journal, events);
        var log = new CaseLog(dying);
        var limits = new WorkflowProperties(3, 2, Duration.ofHours(1), Duration.ZERO, 4);
        var driver = new CaseDriver(log, fresh.stages, new StepRunner(log, fresh.stages), limits, Clock.systemUTC());
        assertThatThrownBy(() -> driver.drive(id)).isInstanceOf(DyingJournal.Killed.class);
    }

    private void approve(RequestId id, String by) {
        var digest = world.find(id).review().orElseThrow().plan().digest();
        world.say(id, new CaseEvent.Approved("user:" + by, digest, ""));
    }

    private static Verdict approvalBy(int people) {
        return new Verdict.NeedsApproval(List.of(ScriptedStages.finding(Severity.APPROVAL)), people);
    }
}
