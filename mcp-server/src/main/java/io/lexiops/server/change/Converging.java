package io.lexiops.server.change;

import io.lexiops.server.output.OneLine;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Waits until the world is as a write asked for, and says exactly what is missing if it does not become so. */
final class Converging {

    private static final int LONGEST_PAUSE = 10;
    // Asking again does not help against these.
    private static final Set<ErrorCode> FINAL =
            Set.of(ErrorCode.FORBIDDEN, ErrorCode.BACKEND_NOT_CONFIGURED, ErrorCode.INVALID_ARGUMENT);

    private final ChangeProperties properties;
    private final InstantSource clock;
    private final Pause pause;
    private final Redactor redactor;

    Converging(ChangeProperties properties, InstantSource clock, Pause pause, Redactor redactor) {
        this.properties = properties;
        this.clock = clock;
        this.pause = pause;
        this.redactor = redactor;
    }

    /** What came of the waiting. */
    record Result(ChangeState state, Convergence convergence) {

        static Result notReached(List<String> missing) {
            return new Result(ChangeState.NOT_CONVERGED, new Convergence(false, missing));
        }
    }

    Result await(PlannedWrite write, WritePreview preview, List<TargetRef> written, CallContext context) {
        var patience = Objects.requireNonNullElse(write.patience(), properties.convergenceTimeout());
        var end = clock.instant().plus(patience);
        var wait = properties.pollInterval();
        while (true) {
            var notFollowed = followUp(write, preview);
            var seen = with(notFollowed, look(write, preview, written));
            if (seen.state() != ChangeState.NOT_CONVERGED || seen.convergence().hopeless()) {
                return seen;
            }
            if (context.cancelled()) {
                return stopped(seen, "stopped waiting: the caller has gone");
            }
            if (!clock.instant().isBefore(end)) {
                return stopped(seen, "stopped waiting after " + patience.toSeconds() + " seconds");
            }
            context.progress(
                    "waiting for " + String.join(", ", seen.convergence().missing()));
            try {
                pause.pause(wait);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return stopped(seen, "stopped waiting: the server is going down");
            }
            wait = longer(wait);
        }
    }

    /** What keeps the write from being followed up; asked again with the next look. */
    private Optional<String> followUp(PlannedWrite write, WritePreview preview) {
        try {
            write.followUp(preview);
            return Optional.empty();
        } catch (ToolFailed e) {
            return Optional.of(oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static Result with(Optional<String> notFollowed, Result seen) {
        if (notFollowed.isEmpty() || seen.state() != ChangeState.NOT_CONVERGED) {
            return seen;
        }
        var missing = new ArrayList<>(seen.convergence().missing());
        missing.add(notFollowed.get());
        return Result.notReached(missing);
    }

    /** Looks once. */
    Result look(PlannedWrite write, WritePreview preview, List<TargetRef> written) {
        try {
            var seen = write.look(preview, written);
            return seen.done()
                    ? new Result(ChangeState.CONVERGED, Convergence.reached())
                    : new Result(
                            ChangeState.NOT_CONVERGED,
                            new Convergence(
                                    false,
                                    seen.missing().stream().map(this::oneLine).toList(),
                                    seen.hopeless()));
        } catch (ToolFailed e) {
            var cannotLook = List.of("it could not be looked at: " + oneLine(String.valueOf(e.getMessage())));
            return FINAL.contains(e.code())
                    ? new Result(ChangeState.APPLIED, new Convergence(false, cannotLook))
                    : Result.notReached(cannotLook);
        }
    }

    private String oneLine(String text) {
        return OneLine.of(redactor.text(text));
    }

    private static Result stopped(Result seen, String why) {
        var missing = new ArrayList<>(seen.convergence().missing());
        missing.add(why);
        return Result.notReached(missing);
    }

    private Duration longer(Duration wait) {
        var next = wait.multipliedBy(3).dividedBy(2);
        var most = properties.pollInterval().multipliedBy(LONGEST_PAUSE);
        return next.compareTo(most) > 0 ? most : next;
    }
}
