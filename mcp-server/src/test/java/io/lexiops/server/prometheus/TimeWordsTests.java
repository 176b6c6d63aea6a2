package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimeWordsTests {

    private final TimeWords words = new TimeWords(Instant.parse("2026-01-31T12:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-01-31T12:00:00Z",
        "NOW, 2026-01-31T12:00:00Z",
        "now-1h, 2026-01-31T11:00:00Z",
        "now - 1h30m, 2026-01-31T10:30:00Z",
        "now+5m, 2026-01-31T12:05:00Z",
        "1h ago, 2026-01-31T11:00:00Z",
        "2 hours ago, 2026-01-31T10:00:00Z",
        "1 day 2 hours ago, 2026-01-30T10:00:00Z",
        "-15m, 2026-01-31T11:45:00Z",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
        "1769860800, 2026-01-31T12:00:00Z",
        "1769860800.5, 2026-01-31T12:00:00.500Z"
    })
    void readsTimesAsPeopleWriteThem(String text, Instant expected) {
        assertThat(words.instant("start", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "1h30m, PT1H30M",
        "2 hours, PT2H",
        "1.5h, PT1H30M",
        "250ms, PT0.25S",
        "1w, PT168H",
        "1y, PT8760H"
    })
    void readsDurations(String text, Duration expected) {
        assertThat(words.duration("step", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterdayish",
                "1",
                "5 parsecs",
                "now-",
                "ago",
                "1h later",
                "--1h",
                "2026-13-01T00:00:00Z",
                "1h;drop"
            })
    void saysWhatItCannotRead(String text) {
        assertThatThrownBy(() -> words.instant("start", text))
                .isInstanceOf(ToolFailed.class)
                .hasMessageContaining("'start'");
    }

    @Test
    void neverFailsInAnotherWay() {
        var random = new Random(42);
        var alphabet = "0123456789hmsdwy nowag-+.TZ:\u0000\u202e";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                words.instant("start", text.toString());
            } catch (ToolFailed expected) {
                assertThat(expected).hasMessageContaining("start");
            }
        }
    }
}
