package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads times and durations as people and Prometheus write them; {@code now} is fixed for one call. */
final class TimeWords {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]+)");
    private static final Pattern EPOCH = Pattern.compile("\\d{9,13}(\\.\\d+)?");
    private static final Pattern OFFSET = Pattern.compile("now\\s*([+-])\\s*(.+)");
    private static final Pattern AGO = Pattern.compile("(.+?)\\s+ago");
    private static final int LONGEST = 64;
    private static final Map<String, Duration> UNITS = Map.ofEntries(
            Map.entry("ms", Duration.ofMillis(1)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("w", Duration.ofDays(7)),
            Map.entry("week", Duration.ofDays(7)),
            Map.entry("y", Duration.ofDays(365)),
            Map.entry("year", Duration.ofDays(365)));

    private final Instant now;

    TimeWords(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** {@code now}, {@code now-1h30m}, {@code 2 hours ago}, {@code -15m}, RFC 3339, or seconds since 1970. */
    Instant instant(String argument, String words) {
        var text = words.strip();
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() > LONGEST) {
            throw unreadable(argument, words);
        }
        if (lower.equals("now")) {
            return now;
        }
        try {
            var offset = OFFSET.matcher(lower);
            if (offset.matches()) {
                var by = duration(argument, offset.group(2));
                return offset.group(1).equals("-") ? now.minus(by) : now.plus(by);
            }
            var ago = AGO.matcher(lower);
            if (ago.matches()) {
                return now.minus(duration(argument, ago.group(1)));
            }
            if (lower.startsWith("-")) {
                return now.minus(duration(argument, lower.substring(1)));
            }
            if (EPOCH.matcher(lower).matches()) {
                return Instant.ofEpochMilli(Math.round(Double.parseDouble(lower) * 1000));
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw new ToolFailed(ErrorCode.INVALID_ARGUMENT, message(argument, words), REMEDY, Map.of(), e);
        }
    }

    /** {@code 30s}, {@code 1h30m}, {@code 2 hours}. */
    Duration duration(String argument, String words) {
        var text = words.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty() || text.length() > LONGEST) {
            throw unreadable(argument, words);
        }
        var total = Duration.ZERO;
        int end = 0;
        var part = PART.matcher(text);
        while (part.find()) {
            if (!text.substring(end, part.start()).isBlank()) {
                throw unreadable(argument, words);
            }
            var name = part.group(2);
            var unit = UNITS.get(name);
            if (unit == null && name.endsWith("s")) {
                unit = UNITS.get(name.substring(0, name.length() - 1));
            }
            double count = Double.parseDouble(part.group(1));
            if (unit == null || count > 1e9) {
                throw unreadable(argument, words);
            }
            total = total.plusMillis(Math.round(count * unit.toMillis()));
            end = part.end();
        }
        if (end == 0 || !text.substring(end).isBlank()) {
            throw unreadable(argument, words);
        }
        return total;
    }

    private static final String REMEDY =
            "write now, now-1h, 30m ago, 2026-01-31T12:00:00Z or seconds since 1970; durations as 30s, 5m, 1h30m, 2d";

    private static ToolFailed unreadable(String argument, String words) {
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, message(argument, words), REMEDY);
    }

    private static String message(String argument, String words) {
        return "argument '" + argument + "' is no time that can be read: '"
                + (words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...") + "'";
    }
}
