package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ToolFailed;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** No selector is left as wide as it was. */
class NamespaceLimitTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "up | up{N}",
                "up{} | up{N}",
                "up{job=\"a\"} | up{N,job=\"a\"}",
                "up{namespace=\"other\"} | up{N,namespace=\"other\"}",
                "{__name__=\"up\"} | {N,__name__=\"up\"}",
                "{\"up.time\"} | {N,\"up.time\"}",
                "sum by (pod) (rate(http_requests_total[5m])) | sum by (pod) (rate(http_requests_total{N}[5m]))",
                "sum(a) by (b) / on (c) group_left (d) e | sum(a{N}) by (b) / on (c) group_left (d) e{N}",
                "max_over_time(rate(a[5m])[1h:1m] offset 5m) | max_over_time(rate(a{N}[5m])[1h:1m] offset 5m)",
                "sum BY (pod) (a) / c | sum BY (pod) (a{N}) / c{N}",
                "a and b unless c or d | a{N} and b{N} unless c{N} or d{N}",
                "label_replace(a, \"namespace\", \"edge\", \"\", \"\") | label_replace(a{N}, \"namespace\", \"edge\", \"\", \"\")",
                "a @ start() | a{N} @ start()",
                "a > bool 1e3 | a{N} > bool 1e3",
                "count({job=~\".+\"}) | count({N,job=~\".+\"})",
                "a{b=\"}\"} + c | a{N,b=\"}\"} + c{N}",
                "a{b='x\\'}'} + c | a{N,b='x\\'}'} + c{N}",
                "sum(count) | sum(count{N})",
                "by{a=\"b\"} | by{N,a=\"b\"}",
                "1 + 2 | 1 + 2",
                "time() - a | time() - a{N}"
            })
    void narrowsEverySelector(String query, String expected) {
        assertThat(NamespaceLimit.in(query, Set.of("edge", "dev")))
                .isEqualTo(expected.replace("N", "namespace=~\"dev|edge\""));
    }

    @Test
    void narrowsAfterACommentThatACarriageReturnEnds() {
        assertThat(NamespaceLimit.in("a # b\r + c", Set.of("edge")))
                .isEqualTo("a{namespace=~\"edge\"} # b\r + c{namespace=~\"edge\"}");
    }

    @Test
    void narrowsAcrossComments() {
        assertThat(NamespaceLimit.in("a # b{\n + c", Set.of("edge")))
                .isEqualTo("a{namespace=~\"edge\"} # b{\n + c{namespace=~\"edge\"}");
    }

    @Test
    void refusesAlternativesInsideOfASelector() {
        assertThatThrownBy(() -> NamespaceLimit.in("a{b=\"c\" or d=\"e\"}", Set.of("edge")))
                .isInstanceOf(ToolFailed.class);
    }
}
