package io.lexiops.server.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long ago something was, in the short form that operators know: {@code 45s}, {@code 7m}, {@code 5h12m}, {@code 3d4h}. */
public final class Ages {

    private final Clock clock;

    public Ages(Clock clock) {
        this.clock = clock;
    }

    /** The age of an RFC 3339 time; {@code <unknown>} if it is absent or no time. */
    public String since(@Nullable Object time) {
        if (!(time instanceof String text)) {
            return "<unknown>";
        }
        try {
            return since(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return "<unknown>";
        }
    }

    public String since(Instant time) {
        return of(Duration.between(time, clock.instant()));
    }

    /** A time in the future has the age zero: clocks differ. */
    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + rest(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + rest(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return days + "d" + rest(hours % 24, "h");
        }
        return days < 730 ? days + "d" : days / 365 + "y" + rest(days % 365, "d");
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }
}
