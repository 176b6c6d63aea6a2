package io.lexiops.server.change;

import io.lexiops.server.change.Ledger.NewChange;
import io.lexiops.server.change.Ledger.Planned;
import io.lexiops.server.change.Permission.Allowed;
import io.lexiops.server.output.OneLine;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a change that is allowed.
 *
 * <pre>
 * enter      inverse, states before and after  -> PLANNED
 * start                                        -> STARTED, on disk before the backend is called
 * execute    with the versions as precondition -> targets at their new versions
 * converge                                     -> CONVERGED, NOT_CONVERGED, APPLIED
 * end                                          -> outcome
 * </pre>
 */
final class Execution {

    private static final int MOST_ATTEMPTS = 3;
    /** The backend has said no; it did not only fail to answer. */
    private static final Set<ErrorCode> DEFINITE = Set.of(
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.NOT_FOUND,
            ErrorCode.AMBIGUOUS,
            ErrorCode.FORBIDDEN,
            ErrorCode.CONFLICT,
            ErrorCode.PRECONDITION_FAILED,
            ErrorCode.REFUSED,
            ErrorCode.BACKEND_NOT_CONFIGURED);

    private final Ledger ledger;
    private final Judge judge;
    private final LiveCheck live;
    private final Converging converging;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Turns turns;
    private final TakingBack takingBack;
    private final SecureRandom random = new SecureRandom();

    Execution(
            Ledger ledger,
            Judge judge,
            LiveCheck live,
            Converging converging,
            Redactor redactor,
            InstantSource clock,
            Turns turns,
            TakingBack takingBack) {
        this.ledger = ledger;
        this.judge = judge;
        this.live = live;
        this.converging = converging;
        this.redactor = redactor;
        this.clock = clock;
        this.turns = turns;
        this.takingBack = takingBack;
    }

    /** The change in the ledger, or empty if another process has entered one with the same idempotency key. */
    Optional<LedgerEntry> run(WriteCall call, Allowed allowed) {
        var id = newId();
        try (var _ = turns.take(id)) {
            var shown = redactor.object(call.arguments().asMap());
            switch (ledger.plan(new NewChange(id, call, shown, allowed.judged(), allowed.decision()))) {
                case Planned.Entered _ -> makeAndEnd(id, call, allowed.judged());
                case Planned.PermitUsed _ -> throw permitUsed(allowed.decision());
                case Planned.KeyTaken _ -> {
                    return Optional.empty();
                }
            }
        }
        return ledger.find(id);
    }

    private void makeAndEnd(String id, WriteCall call, Judged judged) {
        var started = clock.instant();
        if (judged.changesNothing()) {
            ledger.ended(id, Outcome.noChange(judged.warnings(), since(started)));
            return;
        }
        ledger.started(id);
        var touched = Kept.touched(judged.preview());
        try {
            var done = execute(call, judged);
            end(id, call, done.judged(), touched, done.written(), started);
        } catch (ToolFailed e) {
            failed(id, call, judged, touched, e, started);
        } catch (LedgerUnavailable e) {
            // It stays open, and is settled by looking at the objects when the ledger is back.
            throw e;
        } catch (RuntimeException e) {
            var unexpected = new ToolFailed(
                    ErrorCode.INTERNAL, "the server failed while it wrote", "look at the object", Map.of(), e);
            failed(id, call, judged, touched, unexpected, started);
            throw e;
        }
    }

    /** A write that was made, as it was judged last. */
    private record Done(Judged judged, List<TargetRef> written) {}

    /** Tries again if only notes of controllers have moved a target between the preview and the write. */
    private Done execute(WriteCall call, Judged judged) {
        var current = judged;
        for (int attempt = 1; ; attempt++) {
            try {
                return new Done(current, current.write().execute(current.preview()));
            } catch (ToolFailed e) {
                var again = attempt < MOST_ATTEMPTS ? again(call, judged, e) : null;
                if (again == null) {
                    throw e;
                }
                current = again;
            }
        }
    }

    private @Nullable Judged again(WriteCall call, Judged judged, ToolFailed why) {
        if (why.code() != ErrorCode.PRECONDITION_FAILED && why.code() != ErrorCode.CONFLICT) {
            return null;
        }
        try {
            var now = judge.judge(call);
            return now.standsFor(judged) && !now.changesNothing() ? now : null;
        } catch (ToolFailed _) {
            // The first reason is the better one to tell.
            return null;
        }
    }

    private void end(
            String id,
            WriteCall call,
            Judged judged,
            List<TargetChange> touched,
            List<TargetRef> written,
            Instant started) {
        ledger.written(id, live.left(touched));
        var result = converging.await(judged.write(), judged.preview(), written, call.context());
        var told = told(judged);
        ledger.ended(
                id,
                new Outcome(
                        result.state(),
                        result.convergence(),
                        written.stream().map(TargetRef::toJson).toList(),
                        null,
                        told.text(),
                        "",
                        told.facts(),
                        since(started)));
    }

    private Told told(Judged judged) {
        try {
            var told = judged.write().tell(judged.preview());
            return new Told(redactor.text(told.text()), redactor.object(told.facts()));
        } catch (ToolFailed e) {
            return new Told(redactor.text(String.valueOf(e.getMessage())), Map.of());
        }
    }

    private void failed(
            String id, WriteCall call, Judged judged, List<TargetChange> touched, ToolFailed why, Instant started) {
        boolean definite = DEFINITE.contains(why.code());
        if (definite && touched.size() == 1) {
            ledger.ended(id, Outcome.failed(redacted(why), since(started)));
            return;
        }
        var found = live.look(touched);
        if (found.nothingMade() || (definite && found.made().isEmpty())) {
            ledger.ended(id, Outcome.failed(redacted(why), since(started)));
        } else if (found.allMade()) {
            // Its answer was lost, and with it which object was made.
            end(id, call, judged, touched, live.now(judged.targets()), started);
        } else {
            var back = takingBack.takeBack(call, judged, redacted(why), since(started));
            ledger.written(id, live.left(touched));
            ledger.ended(id, back.orElseGet(() -> partly(redacted(why), definite, found, since(started))));
        }
    }

    private Outcome partly(ToolFailed why, boolean definite, LiveCheck.Found found, Duration took) {
        return new Outcome(
                definite && found.unclear().isEmpty() ? ChangeState.PARTIAL : ChangeState.UNKNOWN,
                new Convergence(false, found.notMade()),
                List.of(),
                why.code(),
                why.getMessage() + "; " + redactor.text(found.words()),
                (why.remedy().isEmpty() ? "look at the objects" : why.remedy())
                        + "; change_undo takes back what was made",
                redactor.object(found.toJson()),
                took);
    }

    private ToolFailed redacted(ToolFailed why) {
        return new ToolFailed(
                why.code(),
                OneLine.of(redactor.text(String.valueOf(why.getMessage()))),
                OneLine.of(redactor.text(why.remedy())),
                why.toResult().structured(),
                why);
    }

    private static ToolFailed permitUsed(Decision decision) {
        return decision.by() == Decision.By.GRANT
                ? JoseGrants.invalid("it was used before", null)
                : new ToolFailed(
                        ErrorCode.REFUSED,
                        "this confirmation was used before",
                        "call again without confirm for a new one");
    }

    private Duration since(Instant started) {
        return Duration.between(started, clock.instant());
    }

    private String newId() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return "chg-" + HexFormat.of().formatHex(bytes);
    }
}
