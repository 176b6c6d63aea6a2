package io.lexiops.agent.supervise;

import java.time.Duration;
import java.util.Locale;

/**
 * When a signal is raised; read from the rule packs.
 *
 * @param id     the rule, for example {@code core/repeated-cause}
 * @param cases  from so many cases on
 * @param window within this time
 */
public record SignalRule(String id, Kind kind, int cases, Duration window) {

    /** What is counted. */
    public enum Kind {
        REPEATED_CAUSE,
        REPEATED_REJECTION,
        UNKNOWN_INTENT;

        /** The name in packs, branches and answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public SignalRule {
        if (cases < 2 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(
                    "signal %s: at least 2 cases in a time, not %d in %s".formatted(id, cases, window));
        }
    }
}
