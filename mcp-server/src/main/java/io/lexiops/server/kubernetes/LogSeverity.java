package io.lexiops.server.kubernetes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Optional;

/** How bad a log line is by its own words: {@code level=warn}, {@code "severity":"ERROR"}, {@code E1124 12:00:00}, {@code [FATAL]}. */
enum LogSeverity {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** A level stands at the beginning of a line; behind that the program speaks. */
    private static final int LOOKED_AT = 200;

    private static final String WORDS =
            "(trace|debug|info|notice|warn|warning|err|error|severe|fatal|panic|crit|critical|alert|emerg)";

    private static final Pattern NAMED = Pattern.compile(
            "(?i)[\"']?\\b(?:level|severity|lvl|loglevel|log\\.level)[\"']?\\s*[=:]\\s*[\"']?" + WORDS + "\\b");
    private static final Pattern KLOG = Pattern.compile("^([IWEF])\\d{4} \\d{2}:\\d{2}:\\d{2}");
    // In capitals, in brackets or before a colon: else "no error" would be one.
    private static final Pattern PLAIN = Pattern.compile("(?:^|[\\s\\[(|])" + WORDS.toUpperCase(Locale.ROOT)
            + "(?:[\\s\\])|:]|$)|\\[(?i:" + WORDS + ")]|^(?i:" + WORDS + "):");
    private static final Pattern FAILURE = Pattern.compile(
            "^(?:Traceback|Exception in thread|Caused by:|panic:|fatal error:|[\\w.]+(?:Exception|Error)(?::|$))");

    /** What a line says of itself; empty for one that says nothing, such as a line of a stack trace. */
    static Optional<LogSeverity> of(String line) {
        var start = line.length() <= LOOKED_AT ? line : line.substring(0, LOOKED_AT);
        var klog = KLOG.matcher(start);
        if (klog.find()) {
            return Optional.of(
                    switch (klog.group(1)) {
                        case "I" -> INFO;
                        case "W" -> WARN;
                        default -> ERROR;
                    });
        }
        if (FAILURE.matcher(start).find()) {
            return Optional.of(ERROR);
        }
        var named = word(NAMED.matcher(start));
        return (named.isPresent() ? named : word(PLAIN.matcher(start))).map(LogSeverity::meant);
    }

    private static Optional<String> word(Matcher matcher) {
        if (!matcher.find()) {
            return Optional.empty();
        }
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return Optional.of(matcher.group(i).toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static LogSeverity meant(String word) {
        return switch (word) {
            case "trace", "debug" -> DEBUG;
            case "info", "notice" -> INFO;
            case "warn", "warning" -> WARN;
            default -> ERROR;
        };
    }
}
