package io.lexiops.server.kubernetes;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLineTests {

    private static final LogSources.Source WEB = new LogSources.Source("web-1", "web");

    @Test
    void linesStandInTheOrderOfTheirTimesHoweverTheseAreWritten() {
        assertThat(sorted(
                        "2026-11-24T11:00:01Z d",
                        "2026-11-24T11:00:00.55Z c",
                        "2026-11-24T11:00:00.5Z b",
                        "2026-11-24T13:00:00.123456789+02:00 a"))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void aLineWithoutATimeIsKeptAsItIs() {
        assertThat(LogLine.of(WEB, "2 errors").text()).isEqualTo("2 errors");
        assertThat(LogLine.of(WEB, "").text()).isEmpty();
    }

    private static List<String> sorted(String... raw) {
        return Stream.of(raw)
                .map(line -> LogLine.of(WEB, line))
                .sorted(Comparator.comparing(LogLine::time))
                .map(LogLine::text)
                .toList();
    }
}
