package io.lexiops.agent.workflow;

import io.lexiops.agent.request.RequestId;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Drives one case until it is settled or waits for a person. Each line is a stage; each stage reads the case, does its
 * work and writes down what happened, so a crash between any two lines loses nothing.
 */
@Component
class CaseDriver {

    private static final Logger trace = LoggerFactory.getLogger(CaseDriver.class);

    private final CaseLog log;
    private final Stages stages;
    private final StepRunner runner;
    private final WorkflowProperties limits;
    private final Clock clock;

    CaseDriver(CaseLog log, Stages stages, StepRunner runner, WorkflowProperties limits, Clock clock) {
        this.log = log;
        this.stages = stages;
        this.runner = runner;
        this.limits = limits;
        this.clock = clock;
    }

    /** Returns when nothing more happens by itself. */
    void drive(RequestId id) {
        while (true) {
            var file = log.journal().find(id).orElseThrow();
            if (file.state() != CaseState.RESPONDING && !file.state().runnable()) {
                return;
            }
            try {
                advance(id, file);
            } catch (CaseMoved e) {
                // A person was faster: the case is read again and goes on from there.
                trace.atDebug().addKeyValue("case", id).log("case moved while a stage was at work");
            }
        }
    }

    private void advance(RequestId id, CaseFile file) {
        switch (file.state()) {
            case PLANNING -> plan(id, file);
            case REVIEWING -> review(id, file);
            case EXECUTING -> runner.runNext(id, file);
            case VERIFYING -> verify(id, file);
            case UNDOING -> undo(id, file);
            case RESPONDING -> respond(id, file);
            case NEEDS_INPUT, AWAITING_APPROVAL, COMPLETED, REJECTED, CANCELLED, ESCALATED -> {}
        }
    }

    private void plan(RequestId id, CaseFile file) {
        if (file.objections().size() >= limits.maxReviews()) {
            giveUp(
                    id,
                    file,
                    "review sent back %d plans".formatted(file.objections().size()));
            return;
        }
        log.append(id, file, "planner", new CaseEvent.PlanningEnded(stages.plan(file.planningRequest())));
    }

    private void review(RequestId id, CaseFile file) {
        if (file.voidedApprovals().size() >= limits.maxReviews()) {
            giveUp(
                    id,
                    file,
                    "the target keeps changing: " + file.voidedApprovals().getLast());
            return;
        }
        var plan = file.plan().orElseThrow().plan();
        var review = stages.review(file.request(), plan);
        log.append(
                id,
                file,
                "reviewer",
                new CaseEvent.Reviewed(review, clock.instant().plus(limits.approvalExpiry())));
    }

    private void verify(RequestId id, CaseFile file) {
        var verification = stages.verify(file);
        log.append(id, file, "router", new CaseEvent.Verified(verification));
        var plan = file.plan().orElseThrow().plan();
        if (!verification.holds()) {
            log.append(
                    id, file, "router", new CaseEvent.AttemptFailed(plan, String.join("; ", verification.missing())));
        } else if (plan.strategy().equals("cause")
                && !verification.remaining().isEmpty()
                && file.fixes() < limits.maxAttempts() + 1) {
            log.append(
                    id,
                    file,
                    "router",
                    new CaseEvent.TriedAgain("still there: " + String.join("; ", verification.remaining())));
        }
    }

    private void undo(RequestId id, CaseFile file) {
        for (var change : file.undoable()) {
            var allowedBy = file.undoAsked()
                    ? file.undoAskersSince(clock.instant().minus(limits.approvalExpiry()))
                    : StepRunner.approvers(file);
            log.append(id, file, "router", runner.undo(file, change, allowedBy));
        }
        if (file.undoAsked()) {
            respond(id, file);
        } else if (file.plan().map(p -> p.candidates() > 0).orElse(false)
                && file.failedAttempts().size() < limits.maxAttempts()) {
            log.append(
                    id,
                    file,
                    "planner",
                    new CaseEvent.TriedAgain(file.failedAttempts().getLast().why()));
        } else {
            giveUp(id, file, file.because());
        }
    }

    private void giveUp(RequestId id, CaseFile file, String because) {
        log.append(id, file, "planner", new CaseEvent.GivenUp(because));
    }

    private void respond(RequestId id, CaseFile file) {
        log.append(id, file, "responder", new CaseEvent.Settled(file.ending(), stages.respond(file)));
    }
}
