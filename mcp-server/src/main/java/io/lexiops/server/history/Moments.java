package io.lexiops.server.history;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/** Times as callers write them: {@code 2h} ago, or RFC 3339. */
final class Moments {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

    private Moments() {}

    /**
     * Reads an argument.
     *
     * @throws ToolFailed {@code INVALID_ARGUMENT} if it is no time
     */
    static Instant of(ToolArguments arguments, String name, Instant now, Instant otherwise) {
        var text = arguments.textOrNull(name);
        if (text == null) {
            return otherwise;
        }
        var ago = AGO.matcher(text);
        if (ago.matches()) {
            long amount = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument '" + name + "' cannot be '" + text + "'",
                    "write 30m, 2h, 7d or 2026-11-23T10:00:00Z",
                    Map.of(),
                    e);
        }
    }
}
