package io.lexiops.server.kubernetes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.lexiops.rules.RegexCost;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which lines of one container's log are wanted; of each container a filter of its own, since lines continue others. */
final class LogFilter {

    private static final Pattern SINCE = Pattern.compile("(\\d{1,6})([smhd])");

    private final @Nullable Pattern grep;
    private final @Nullable LogSeverity least;
    private LogSeverity before = LogSeverity.INFO;

    private LogFilter(@Nullable Pattern grep, @Nullable LogSeverity least) {
        this.grep = grep;
        this.least = least;
    }

    /**
     * Reads {@code grep} and {@code severity}.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT} if {@code grep} is no regular expression
     */
    static LogFilter of(ToolArguments arguments) {
        var severity = arguments.textOrNull("severity");
        return new LogFilter(
                pattern(arguments.textOrNull("grep")),
                severity == null ? null : LogSeverity.valueOf(severity.toUpperCase(Locale.ROOT)));
    }

    LogFilter afresh() {
        return new LogFilter(grep, least);
    }

    boolean takesAll() {
        return grep == null && least == null;
    }

    /** @param line without its secrets, so that nobody finds one out by asking for its letters */
    boolean takes(String line) {
        if (least != null) {
            // A line that does not say how bad it is belongs to the one before: a stack trace to its error.
            before = LogSeverity.of(line).orElse(before);
            if (before.compareTo(least) < 0) {
                return false;
            }
        }
        return grep == null || grep.matcher(line).find();
    }

    private static @Nullable Pattern pattern(@Nullable String expression) {
        if (expression == null) {
            return null;
        }
        RegexCost.problem(expression).ifPresent(why -> {
            throw invalid("argument 'grep' is too large: " + why);
        });
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw invalid("argument 'grep' is no regular expression: " + e.getMessage());
        }
    }

    private static ToolFailed invalid(String why) {
        return new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                why,
                "RE2 syntax, without look-around and back-references; for example (?i)error|refused");
    }

    /** How many seconds back the words reach; null for none. */
    static @Nullable Long seconds(@Nullable String words) {
        if (words == null) {
            return null;
        }
        var matcher = SINCE.matcher(words);
        if (!matcher.matches()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'since' cannot be '" + words + "'",
                    "for example 30s, 10m, 2h, 1d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> number;
            case "m" -> Duration.ofMinutes(number).toSeconds();
            case "h" -> Duration.ofHours(number).toSeconds();
            default -> Duration.ofDays(number).toSeconds();
        };
    }
}
