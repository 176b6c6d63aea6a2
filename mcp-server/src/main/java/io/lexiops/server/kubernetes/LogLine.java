package io.lexiops.server.kubernetes;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * One line of a container's log.
 *
 * @param stamp the time as the API server gives it; empty if it gave none
 * @param time  the same to sort by; lines without one come first
 */
record LogLine(LogSources.Source source, String stamp, Instant time, String text) {

    /** @param raw with the time that the API server puts before the line */
    static LogLine of(LogSources.Source source, String raw) {
        int blank = raw.indexOf(' ');
        if (blank > 0 && raw.charAt(0) == '2') {
            try {
                var stamp = raw.substring(0, blank);
                // Without trailing zeros, and in the zone of the node: as texts they do not compare.
                return new LogLine(source, stamp, OffsetDateTime.parse(stamp).toInstant(), raw.substring(blank + 1));
            } catch (DateTimeException _) {
                // The program's own words then.
                return new LogLine(source, "", Instant.MIN, raw);
            }
        }
        return new LogLine(source, "", Instant.MIN, raw);
    }

    String render(boolean withSource, boolean withTime) {
        return (withSource ? "[" + source + "] " : "") + (withTime ? stamp + " " : "") + text;
    }

    Map<String, Object> toJson() {
        return Map.of("source", source.toString(), "time", stamp, "text", text);
    }
}
