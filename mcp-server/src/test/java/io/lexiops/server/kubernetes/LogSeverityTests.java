package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LogSeverityTests {

    private static final ToolSpec SPEC = new ToolSpec(
            "logs",
            "Logs",
            ToolEffect.READ,
            "Reads logs.",
            List.of(
                    Parameter.optional("grep", Parameter.Type.STRING, "words"),
                    Parameter.optional("severity", Parameter.Type.STRING, "how bad")),
            true,
            false,
            List.<OutputField>of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ts\":1,\"level\":\"error\",\"msg\":\"x\"}|ERROR",
                "{\"severity\": \"WARNING\", \"msg\": \"x\"}|WARN",
                "time=1 level=info msg=\"no error\"|INFO",
                "E1124 12:00:00.000001 1 main.go:7] cannot|ERROR",
                "W1124 12:00:00.000001 1 main.go:7] slow|WARN",
                "2026-11-24 12:00:00 DEBUG [main] x|DEBUG",
                "2026-11-24 12:00:00,000 [main] FATAL x|ERROR",
                "[warn] slow|WARN",
                "2026/11/24 12:00:00 [error] 7#7: *1 connect() failed|ERROR",
                "ERROR: x|ERROR",
                "java.lang.IllegalStateException: x|ERROR",
                "Traceback (most recent call last):|ERROR",
                "panic: runtime error|ERROR",
            })
    void readsHowBadALineSaysThatItIs(String line, LogSeverity severity) {
        assertThat(LogSeverity.of(line)).hasValue(severity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"there was no error", "    at com.shop.Cart.add(Cart.java:7)", "information", ""})
    void knowsNothingOfALineThatSaysNothing(String line) {
        assertThat(LogSeverity.of(line)).isEmpty();
    }

    @Test
    void aLineWithoutAWordOfItsOwnBelongsToTheOneBefore() {
        var filter = filter(Map.of("severity", "error"));
        assertThat(List.of("INFO a", "more of a", "ERROR b", "  at b", "INFO c").stream()
                        .filter(filter::takes))
                .containsExactly("ERROR b", "  at b");
        assertThat(filter.afresh().takes("  at the beginning")).isFalse();
    }

    @Test
    void severityAndWordsMustBothFit() {
        var filter = filter(Map.of("severity", "warn", "grep", "cart|shop"));
        assertThat(filter.takes("WARN cart")).isTrue();
        assertThat(filter.takes("INFO cart")).isFalse();
        assertThat(filter.takes("ERROR other")).isFalse();
    }

    @Test
    void keepsTheNewestLinesOfSeveralLogsByTheirTime() {
        var newest = new NewestLines(3, 1_000);
        for (var pod : List.of("a", "b")) {
            var log = newest.log();
            for (int i = 1; i <= 3; i++) {
                log.add(line(pod, i + (pod.equals("a") ? 0 : 3)));
            }
            log.end();
        }
        var old = newest.log();
        old.add(line("c", 0));
        old.end();
        assertThat(newest.lines()).extracting(LogLine::text).containsExactly("4", "5", "6");
        assertThat(newest.found()).isEqualTo(7);
        assertThat(newest.podsBeside(newest.lines())).containsExactly("a", "c");
    }

    @Test
    void holdsNoMoreCharactersThanThereIsRoomFor() {
        var newest = new NewestLines(5_000, 100);
        var log = newest.log();
        for (int i = 0; i < 5_000; i++) {
            log.add(new LogLine(new LogSources.Source("a", "main"), "", Instant.ofEpochSecond(i), "x".repeat(30)));
        }
        log.end();
        assertThat(newest.lines()).hasSizeLessThan(6);
        assertThat(newest.found()).isEqualTo(5_000);
    }

    private static LogLine line(String pod, int second) {
        return new LogLine(
                new LogSources.Source(pod, "main"), "", Instant.ofEpochSecond(second), Integer.toString(second));
    }

    private static LogFilter filter(Map<String, Object> arguments) {
        return LogFilter.of(ToolArguments.of(SPEC, arguments));
    }
}
