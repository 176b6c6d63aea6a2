package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** From when to when, in which steps; never more points than a reader or the server can take. */
record RangeWindow(Instant start, Instant end, Duration step) {

    static final int AUTO_POINTS = 250;
    static final int MOST_POINTS = 1_000;

    private static final List<Duration> NICE_STEPS = Stream.of(
                    "1s", "2s", "5s", "10s", "15s", "30s", "1m", "2m", "5m", "10m", "15m", "30m", "1h", "2h", "3h",
                    "6h", "12h", "1d")
            .map(word -> new TimeWords(Instant.EPOCH).duration("step", word))
            .toList();

    static RangeWindow of(ToolArguments arguments, TimeWords words, Duration longest) {
        var end = words.instant("end", arguments.text("end", "now"));
        var start = words.instant("start", arguments.text("start", "now-1h"));
        if (!start.isBefore(end)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "the range ends (" + end + ") before it begins (" + start + ")",
                    "give a start before the end; the default is the last hour");
        }
        var span = Duration.between(start, end);
        if (span.compareTo(longest) > 0) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "the range is " + span.toDays() + " days long; at most " + longest.toDays() + " days are allowed",
                    "ask for a shorter range, or for an aggregation over time, for example avg_over_time(x[30d])");
        }
        var given = arguments.textOrNull("step");
        return new RangeWindow(start, end, given == null ? auto(span) : checked(words.duration("step", given), span));
    }

    private static Duration auto(Duration span) {
        long least = span.toMillis() / (AUTO_POINTS - 1) + 1;
        return NICE_STEPS.stream()
                .filter(step -> step.toMillis() >= least)
                .findFirst()
                .orElse(Duration.ofDays(least / Duration.ofDays(1).toMillis() + 1));
    }

    private static Duration checked(Duration step, Duration span) {
        if (step.toMillis() < 1 || span.toMillis() / step.toMillis() + 1 > MOST_POINTS) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "a step of " + step.toMillis() + " ms over " + span.toMinutes() + " minutes gives more than "
                            + MOST_POINTS + " points for each series",
                    "use a step of at least " + auto(span).toSeconds() + "s, or leave it out");
        }
        return step;
    }
}
