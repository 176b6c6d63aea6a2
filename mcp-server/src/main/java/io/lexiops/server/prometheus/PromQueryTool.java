package io.lexiops.server.prometheus;

import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** The value of an expression now or at another instant. */
final class PromQueryTool implements Tool {

    private final Prometheus prometheus;
    private final Clock clock;

    PromQueryTool(Prometheus prometheus, Clock clock) {
        this.prometheus = prometheus;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "prom_query",
                "Query Prometheus at one instant",
                ToolEffect.READ,
                "Evaluates a PromQL expression at one instant and returns one value for each series."
                        + " If nothing is found it says why: unknown metric with near names, or the label values that exist.",
                List.of(
                        required(
                                "query", Parameter.Type.STRING, "PromQL: sum by (pod) (rate(http_requests_total[5m]))"),
                        optional(
                                "time",
                                Parameter.Type.STRING,
                                "now (default), now-1h, 30m ago, RFC 3339, or unix seconds"),
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
        var words = new TimeWords(clock.instant());
        var at = words.instant("time", arguments.text("time", "now"));
        var answer = prometheus.instant(query, at);
        boolean json = arguments.text("output", "table").equals("json");
        int limit = (int) arguments.integer("limit", 20);

        var structured = PromQuery.header(answer, query);
        structured.put("time", at.toString());
        if (answer.type() == Prometheus.ResultType.STRING) {
            structured.put("result", List.of(Map.<String, Object>of("value", answer.text())));
            return ToolResult.of("\"" + answer.text() + "\" at " + at, structured);
        }
        if (answer.series().isEmpty()) {
            return PromQuery.empty(structured, new EmptyAnswer(prometheus, at, at).reasons(query), "at " + at);
        }
        var shown = answer.series().subList(0, Math.min(limit, answer.series().size()));
        if (json) {
            structured.put("result", shown.stream().map(PromQueryTool::valueOf).toList());
        }
        return ToolResult.of(
                PromQuery.text(
                        answer,
                        shown,
                        " at " + at,
                        json
                                ? List.of()
                                : shown.stream().map(PromQueryTool::line).toList()),
                structured);
    }

    private static Map<String, Object> valueOf(Series series) {
        var json = new LinkedHashMap<String, Object>();
        json.put("metric", new LinkedHashMap<String, Object>(series.labels()));
        var points = new ArrayList<Map<String, Object>>();
        series.samples().forEach(sample -> points.add(PromQuery.point(sample)));
        if (points.size() == 1) {
            json.putAll(points.getFirst());
        } else {
            json.put("values", points); // a range selector as a query: all samples in its window
        }
        return json;
    }

    private static String line(Series series) {
        return series.name() + "  "
                + String.join(
                        " ",
                        series.samples().stream()
                                .map(sample -> PromQuery.number(sample.value()))
                                .toList());
    }
}
