package io.lexiops.server.prometheus;

import io.lexiops.server.access.Fence;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.Toolset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PrometheusToolsTests {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final FakePrometheus prometheus = new FakePrometheus();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final Tool query = new PromQueryTool(prometheus, clock);
    private final Tool range = new PromRangeTool(prometheus, clock, Duration.ofDays(31));

    @Test
    void summarisesEachSeriesOfARange() {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i <= 60; i++) {
            samples.add(new Sample(NOON.minusSeconds(3600).plusSeconds(60L * i), 100 + 2.0 * 60 * i));
        }
        prometheus.answer = new Prometheus.Answer(
                Prometheus.ResultType.MATRIX,
                List.of(new Series(Map.of("__name__", "m"), samples)),
                "",
                List.of("partial"));

        var result = call(range, Map.of("query", "m", "output", "json"));

        assertThat(prometheus.asked).containsExactly("m 2026-01-31T11:00:00Z 2026-01-31T12:00:00Z PT15S");
        assertThat(result.structured())
                .containsEntry("stepSeconds", 15.0)
                .containsEntry("warnings", List.of("partial"))
                .containsEntry(
                        "result",
                        List.of(Map.of(
                                "metric", Map.of("__name__", "m"),
                                "summary",
                                        Map.of(
                                                "points",
                                                61L,
                                                "first",
                                                100.0,
                                                "last",
                                                7300.0,
                                                "min",
                                                100.0,
                                                "max",
                                                7300.0,
                                                "mean",
                                                3700.0,
                                                "slopePerSecond",
                                                2.0))));
        assertThat(call(range, Map.of("query", "m")).text())
                .contains("first=100 last=7300 min=100 max=7300 mean=3700 slope=2/s points=61")
                .contains("warning: partial");
    }

    @Test
    void neverAsksForMoreThan250PointsByItself() {
        for (var start : List.of("now-1s", "now-4m", "now-1h", "now-6h", "now-7d", "now-31d")) {
            call(range, Map.of("query", "m", "start", start));
        }

        assertThat(prometheus.windows)
                .hasSize(6)
                .allSatisfy(window -> assertThat(
                                window.start().until(window.end()).toMillis()
                                                / window.step().toMillis()
                                        + 1)
                        .isLessThanOrEqualTo(250));
    }

    @Test
    void refusesARangeThatIsTooLongOrTooFine() {
        assertThatThrownBy(() -> call(range, Map.of("query", "m", "start", "now-60d")))
                .hasMessageContaining("at most 31 days");
        assertThatThrownBy(() -> call(range, Map.of("query", "m", "start", "now-1d", "step", "1s")))
                .hasMessageContaining("1000 points");
        assertThatThrownBy(() -> call(range, Map.of("query", "m", "step", "0s")))
                .hasMessageContaining("1000 points");
        assertThatThrownBy(() -> call(range, Map.of("query", "m", "start", "now", "end", "now-1h")))
                .hasMessageContaining("before it begins");
    }

    @Test
    void keepsNumbersThatJsonHasNotAsWords() {
        prometheus.answer = vector(Double.NaN);

        assertThat(call(query, Map.of("query", "m", "output", "json"))
                        .structured()
                        .get("result"))
                .isEqualTo(List.of(Map.of("metric", Map.of(), "time", NOON.toString(), "value", "NaN")));
    }

    @Test
    void saysHowManySeriesAreNotShown() {
        var many = new ArrayList<Series>();
        for (int i = 0; i < 30; i++) {
            many.add(new Series(Map.of("i", "" + i), List.of(new Sample(NOON, i))));
        }
        prometheus.answer = new Prometheus.Answer(Prometheus.ResultType.VECTOR, many, "", List.of());

        assertThat(call(query, Map.of("query", "m", "limit", 3L)).text()).contains("showing 3 of 30");
    }

    @Test
    void namesNearMetricsWhenThereIsNoSuchMetric() {
        prometheus.metrics.put("http_requests_total", Map.of("job", List.of("web")));
        prometheus.metrics.put("node_load1", Map.of("job", List.of("node")));

        assertThat(call(query, Map.of("query", "rate(http_request_total[5m])")).text())
                .contains("no metric is named http_request_total; near names: http_requests_total")
                .doesNotContain("node_load1");
    }

    @Test
    void namesTheValuesOfALabelThatMatchesNothing() {
        prometheus.metrics.put("up", Map.of("job", List.of("api", "web")));

        assertThat(call(query, Map.of("query", "up{job=\"wep\"}")).text())
                .contains("nothing matches up{job=\"wep\"}; values of job: api, web");
        assertThat(call(range, Map.of("query", "up{pod=\"x\"}")).text())
                .contains("there is no label pod; the labels are: job");
        assertThat(call(query, Map.of("query", "up{job=\"web\"} > 5")).text()).contains("filters them all");
    }

    @Test
    void refusesAQueryThatIsEmptyOrEndless() {
        assertThatThrownBy(() -> call(query, Map.of("query", " "))).hasMessageContaining("1 to 8192");
        assertThatThrownBy(() -> call(query, Map.of("query", "a".repeat(8193)))).hasMessageContaining("not 8193");
    }

    @Test
    void hidesItsToolsAndSaysWhatToSetWhenThereIsNoServer() {
        var none = new PrometheusProperties(
                null, null, null, null, null, null, false, Duration.ofSeconds(1), 10, Duration.ofDays(1));
        var toolset = new PrometheusToolset(
                new PrometheusConfiguration().prometheus(none, new Fence(Set.of(), Set.of())), none, clock);

        assertThat(toolset.state())
                .isEqualTo(new Toolset.State.NotConfigured("Prometheus is not configured: set copilot.prometheus.url"));
        assertThat(toolset.tools()).extracting(tool -> tool.spec().name()).containsExactly("prom_query", "prom_range");
        assertThatThrownBy(() -> call(toolset.tools().getFirst(), Map.of("query", "up")))
                .hasMessageContaining("not configured");
    }

    private static Prometheus.Answer vector(double value) {
        return new Prometheus.Answer(
                Prometheus.ResultType.VECTOR,
                List.of(new Series(Map.of(), List.of(new Sample(NOON, value)))),
                "",
                List.of());
    }

    private static ToolResult.Success call(Tool tool, Map<String, Object> arguments) {
        return (ToolResult.Success) tool.call(new ToolCall(
                ToolArguments.of(tool.spec(), arguments),
                new Caller("test", Role.OBSERVER, Set.of()),
                CallContext.none()));
    }
}
