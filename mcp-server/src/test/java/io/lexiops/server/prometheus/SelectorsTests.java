package io.lexiops.server.prometheus;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SelectorsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "up | up",
                "rate(http_requests_total[5m]) | http_requests_total",
                "sum by (pod, job) (rate(a{pod=~\"x.*\", job!='y'}[5m] offset 1h)) | a{pod=~\"x.*\",job!=\"y\"}",
                "sum(a) without (b) | a",
                "SUM BY (b) (a) | a",
                "a / on(instance) group_left(version) b > bool 0 | a;b",
                "histogram_quantile(0.99, sum by (le) (rate(h_bucket[1m]))) | h_bucket",
                "{__name__=\"odd\",x=\"}\"} | odd{x=\"}\"}",
                "{job=\"a\"} | {job=\"a\"}",
                "a and b unless c or d | a;b;c;d",
                "a @ start() + 5 * Inf | a",
                "max_over_time(rate(a[5m])[1h:30s]) | a",
                "1 + 2 | ^^",
                "label_replace(up, \"x\", \"$1\", \"job\", \"(.*)\") | up",
                "a # b | a"
            })
    void findsWhatAnExpressionSelects(String query, String expected) {
        assertThat(String.join(
                        ";",
                        Selectors.in(query).stream().map(Selector::toString).toList()))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void endsOnAnyText() {
        var random = new Random(7);
        var alphabet = "ab{}[]()\"'`\\=~!,:by# \n5mé";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(Selectors.in(text.toString())).isInstanceOf(List.class);
        }
    }
}
