package io.lexiops.agent.tool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Repeats a call that failed for a reason that passes by itself: with growing pauses, and some chance in them. */
public final class Patience {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    // Nothing was done, and in a moment it may work.
    private static final Set<String> TRANSIENT = Set.of("server_unavailable", "backend_unavailable", "busy");

    private final InstantSource clock;
    private final Pause pause;

    public Patience(InstantSource clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether the server, or what stands behind it, could not be reached, and nothing was done. */
    public static boolean passes(ToolOutcome outcome) {
        return outcome instanceof ToolOutcome.Failed failed
                && TRANSIENT.contains(failed.code())
                && !failed.structured().containsKey("change");
    }

    /** Calls until the outcome is not transient, or the time is over. */
    public ToolOutcome until(Instant end, Supplier<ToolOutcome> call) {
        return until(end, call, Patience::passes, outcome -> outcome);
    }

    /** Calls until the outcome is one to stay with; what to say if time is up is up to the caller. */
    public ToolOutcome until(
            Instant end,
            Supplier<ToolOutcome> call,
            Predicate<ToolOutcome> again,
            Function<ToolOutcome, ToolOutcome> tooLate) {
        var wait = FIRST;
        while (true) {
            var outcome = call.get();
            if (!again.test(outcome)) {
                return outcome;
            }
            var jittered = wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 2 + 1));
            if (clock.instant().plus(jittered).isAfter(end)) {
                return tooLate.apply(outcome);
            }
            try {
                pause.sleep(jittered);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return tooLate.apply(outcome);
            }
            wait = wait.multipliedBy(2).compareTo(LONGEST) < 0 ? wait.multipliedBy(2) : LONGEST;
        }
    }
}
