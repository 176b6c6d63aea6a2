package io.lexiops.agent.workflow;

import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where people hand in requests, look at cases and say something to them. Everything they say is an event. */
@Component
public class CaseDesk {

    private final CaseLog log;
    private final CaseRunner runner;
    private final Clock clock;

    CaseDesk(CaseLog log, CaseRunner runner, Clock clock) {
        this.log = log;
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * Opens a case and starts to work on it.
     *
     * @return its id; that of the earlier case if the idempotency key was used before for the same request
     * @throws IdempotencyKeyReused if the key belongs to another request
     */
    public RequestId submit(Request request) {
        var id = log.open(new CaseEvent.Received(request), "user:" + request.requester());
        runner.wake(id);
        return id;
    }

    public Optional<CaseFile> find(RequestId id) {
        return log.journal().find(id);
    }

    public List<CaseJournal.Head> list(CaseJournal.Filter filter) {
        return log.journal().list(filter);
    }

    /**
     * Allows a plan.
     *
     * @param planDigest the plan that the person saw
     * @throws CaseRefused if the case waits for no approval, or for that of another plan
     */
    public CaseFile approve(RequestId id, String by, String planDigest, String comment) {
        return say(id, by, file -> {
            if (file.state() != CaseState.AWAITING_APPROVAL) {
                throw refused(id, file, "waits for no approval");
            }
            var current = file.plan().orElseThrow().plan().digest();
            if (!current.equals(planDigest)) {
                throw refused(id, file, "has another plan now, " + current);
            }
            if (file.voidAfter().filter(until -> clock.instant().isAfter(until)).isPresent()) {
                throw refused(id, file, "waited too long for this approval");
            }
            if (file.approvers().contains("user:" + by)) {
                throw refused(id, file, "has your approval already and needs another person's");
            }
            return new CaseEvent.Approved("user:" + by, planDigest, comment);
        });
    }

    /** Says no to a plan. */
    public CaseFile decline(RequestId id, String by, String comment) {
        return say(id, by, file -> {
            if (file.state() != CaseState.AWAITING_APPROVAL) {
                throw refused(id, file, "waits for no approval");
            }
            return new CaseEvent.Declined("user:" + by, comment);
        });
    }

    /** Answers the question that a case has asked. */
    public CaseFile answer(RequestId id, String by, String text) {
        return say(id, by, file -> {
            if (file.state() != CaseState.NEEDS_INPUT) {
                throw refused(id, file, "has asked nothing");
            }
            return new CaseEvent.Answered(text, "user:" + by);
        });
    }

    /** Stops a case; what it changed stays and can be undone. */
    public CaseFile cancel(RequestId id, String by, String comment) {
        return say(id, by, file -> {
            if (file.state().settled()) {
                throw refused(id, file, "is over");
            }
            return new CaseEvent.Cancelled("user:" + by, comment);
        });
    }

    /** Brings back what was there before the case, newest change first. */
    public CaseFile undo(RequestId id, String by) {
        return say(id, by, file -> {
            if (!file.state().settled()) {
                throw refused(id, file, "is not over: cancel it first");
            }
            if (file.undoable().isEmpty()) {
                throw refused(id, file, file.changes().isEmpty() ? "has changed nothing" : "is undone already");
            }
            return new CaseEvent.UndoAsked("user:" + by);
        });
    }

    /**
     * Waits until the case has more events than the caller has seen.
     *
     * @return the case as it is then, or as it is when the time is over
     */
    public CaseFile await(RequestId id, int seen, Duration atMost) throws InterruptedException {
        var until = clock.instant().plus(atMost);
        while (true) {
            var moment = log.moment();
            var file = find(id).orElseThrow(() -> CaseUnknown.of(id));
            var left = Duration.between(clock.instant(), until);
            if (file.size() > seen || left.isNegative() || left.isZero()) {
                return file;
            }
            log.awaitEventAfter(moment, left);
        }
    }

    private CaseFile say(RequestId id, String by, Saying saying) {
        while (true) {
            var file = find(id).orElseThrow(() -> CaseUnknown.of(id));
            var event = saying.about(file);
            try {
                log.append(id, file, "user:" + by, event);
                runner.wake(id);
                return file;
            } catch (CaseMoved e) {
                // Once more from the top: what the person said may not fit any more, and then they are told.
                runner.wake(id);
            }
        }
    }

    private static CaseRefused refused(RequestId id, CaseFile file, String why) {
        return new CaseRefused("case %s %s (it is %s)".formatted(id, why, file.state()));
    }

    private interface Saying {
        CaseEvent about(CaseFile file);
    }
}
