package io.lexiops.server.prometheus;

import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** What an expression did over a time: a summary of each series, and its points if they are asked for. */
final class PromRangeTool implements Tool {

    private final Prometheus prometheus;
    private final Clock clock;
    private final Duration longest;

    PromRangeTool(Prometheus prometheus, Clock clock, Duration longest) {
        this.prometheus = prometheus;
        this.clock = clock;
        this.longest = longest;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "prom_range",
                "Query Prometheus over a time",
                ToolEffect.READ,
                "Evaluates a PromQL expression over a time and returns for each series first, last, min, max, mean and"
                        + " slope per second; with points=true also the samples. The step is chosen so that there are at"
                        + " most 250 points.",
                List.of(
                        required("query", Parameter.Type.STRING, "PromQL: sum(rate(http_requests_total[5m]))"),
                        optional(
                                "start",
                                Parameter.Type.STRING,
                                "now-1h (default), 2 hours ago, RFC 3339, or unix seconds"),
                        optional("end", Parameter.Type.STRING, "now (default), or as start"),
                        optional(
                                "step",
                                Parameter.Type.STRING,
                                "distance of two points: 30s, 5m; default: chosen to fit"),
                        optional("points", Parameter.Type.BOOLEAN, "also return the samples, default false"),
                        optional("limit", Parameter.Type.INTEGER, "series, default 20")
                                .between(1, 500),
                        optional("output", Parameter.Type.STRING, "table (default) or json")
                                .oneOf("table", "json")),
                true,
                false);
    }

    @Override
    public ToolResult call(ToolCall call) {
        var arguments = call.arguments();
        var query = PromQuery.checked(arguments.text("query"));
        var window = RangeWindow.of(arguments, new TimeWords(clock.instant()), longest);
        var answer = prometheus.range(query, window.start(), window.end(), window.step());
        boolean json = arguments.text("output", "table").equals("json");
        boolean points = arguments.flag("points");
        int limit = (int) arguments.integer("limit", 20);

        var structured = PromQuery.header(answer, query);
        structured.put("start", window.start().toString());
        structured.put("end", window.end().toString());
        structured.put("stepSeconds", window.step().toMillis() / 1000.0);
        var when = " from " + window.start() + " to " + window.end() + ", step "
                + window.step().toMillis() / 1000.0 + "s";
        if (answer.series().isEmpty()) {
            return PromQuery.empty(
                    structured, new EmptyAnswer(prometheus, window.start(), window.end()).reasons(query), when.strip());
        }
        var shown = answer.series().subList(0, Math.min(limit, answer.series().size()));
        if (json) {
            structured.put(
                    "result", shown.stream().map(series -> json(series, points)).toList());
        }
        return ToolResult.of(
                PromQuery.text(
                        answer,
                        shown,
                        when,
                        json
                                ? List.of()
                                : shown.stream()
                                        .map(series -> line(series, points))
                                        .toList()),
                structured);
    }

    private static Map<String, Object> json(Series series, boolean points) {
        var json = new LinkedHashMap<String, Object>();
        json.put("metric", new LinkedHashMap<String, Object>(series.labels()));
        json.put("summary", SeriesSummary.of(series.samples()).toJson());
        if (points) {
            json.put("values", series.samples().stream().map(PromQuery::point).toList());
        }
        return json;
    }

    private static String line(Series series, boolean points) {
        var summary = SeriesSummary.of(series.samples());
        var text = new StringBuilder(series.name())
                .append("  first=")
                .append(PromQuery.number(summary.first()))
                .append(" last=")
                .append(PromQuery.number(summary.last()))
                .append(" min=")
                .append(PromQuery.number(summary.min()))
                .append(" max=")
                .append(PromQuery.number(summary.max()))
                .append(" mean=")
                .append(PromQuery.number(summary.mean()))
                .append(" slope=")
                .append(PromQuery.number(summary.slope()))
                .append("/s points=")
                .append(summary.points());
        if (points) {
            series.samples()
                    .forEach(sample -> text.append("\n  ")
                            .append(sample.at())
                            .append(' ')
                            .append(PromQuery.number(sample.value())));
        }
        return text.toString();
    }
}
