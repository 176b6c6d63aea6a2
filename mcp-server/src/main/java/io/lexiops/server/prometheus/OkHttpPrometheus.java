package io.lexiops.server.prometheus;

import io.lexiops.server.http.HttpAnswer;
import io.lexiops.server.http.OkHttpJson;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prometheus over its HTTP API v1; queries are posted as forms because they can be longer than a URL. */
final class OkHttpPrometheus implements Prometheus {

    private static final String SERVER_TIMEOUT = "timeout";

    private final OkHttpJson http;
    private final Duration timeout;

    OkHttpPrometheus(OkHttpJson http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    @Override
    public Answer instant(String query, Instant at) {
        return answer(http.postForm(
                List.of("api", "v1", "query"),
                List.of(Map.entry("query", query), Map.entry("time", seconds(at)), serverTimeout())));
    }

    @Override
    public Answer range(String query, Instant start, Instant end, Duration step) {
        return answer(http.postForm(
                List.of("api", "v1", "query_range"),
                List.of(
                        Map.entry("query", query),
                        Map.entry("start", seconds(start)),
                        Map.entry("end", seconds(end)),
                        Map.entry("step", BigDecimal.valueOf(step.toMillis(), 3).toPlainString()),
                        serverTimeout())));
    }

    @Override
    public List<String> labelValues(String label, List<String> matchers, Instant start, Instant end) {
        return names(http.get(List.of("api", "v1", "label", label, "values"), window(matchers, start, end)));
    }

    @Override
    public List<String> labelNames(List<String> matchers, Instant start, Instant end) {
        return names(http.postForm(List.of("api", "v1", "labels"), window(matchers, start, end)));
    }

    private static List<Map.Entry<String, String>> window(List<String> matchers, Instant start, Instant end) {
        var query = new ArrayList<Map.Entry<String, String>>();
        matchers.forEach(matcher -> query.add(Map.entry("match[]", matcher)));
        query.add(Map.entry("start", seconds(start)));
        query.add(Map.entry("end", seconds(end)));
        return query;
    }

    private Map.Entry<String, String> serverTimeout() {
        return Map.entry(SERVER_TIMEOUT, timeout.toMillis() + "ms");
    }

    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).toPlainString();
    }

    private static List<String> names(HttpAnswer answer) {
        return checked(answer).get("data") instanceof List<?> list
                ? list.stream().map(String::valueOf).sorted().toList()
                : List.of();
    }

    private static Answer answer(HttpAnswer answer) {
        var body = checked(answer);
        if (!(body.get("data") instanceof Map<?, ?> data)) {
            throw unreadable(answer);
        }
        var warnings = texts(body.get("warnings"));
        return switch (String.valueOf(data.get("resultType"))) {
            case "vector" -> new Answer(ResultType.VECTOR, series(data.get("result"), "value", warnings), "", warnings);
            case "matrix" ->
                new Answer(ResultType.MATRIX, series(data.get("result"), "values", warnings), "", warnings);
            case "scalar" ->
                new Answer(
                        ResultType.SCALAR,
                        List.of(new Series(Map.of(), List.of(sample(data.get("result"))))),
                        "",
                        warnings);
            case "string" ->
                new Answer(
                        ResultType.STRING,
                        List.of(),
                        String.valueOf(pair(data.get("result")).get(1)),
                        warnings);
            default -> throw unreadable(answer);
        };
    }

    /** Prometheus says "error" with status 4xx or 5xx, and some compatible servers with 200. */
    private static Map<String, Object> checked(HttpAnswer answer) {
        var json = answer.json();
        if (answer.ok() && "success".equals(json.get("status"))) {
            return json;
        }
        if (!"error".equals(json.get("status"))) {
            throw refused(answer);
        }
        var message = String.valueOf(json.get("error"));
        throw switch (String.valueOf(json.get("errorType"))) {
            case "bad_data" ->
                new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "Prometheus does not accept this: " + message,
                        "correct the PromQL expression or the times");
            case "execution" ->
                new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "Prometheus could not evaluate this: " + message,
                        "make the expression narrower or correct how its series are matched");
            case "timeout", "canceled" ->
                new ToolFailed(
                        ErrorCode.TIMEOUT,
                        "Prometheus gave up: " + message,
                        "ask for fewer series, a shorter range or a longer step");
            case "not_found" -> new ToolFailed(ErrorCode.NOT_FOUND, "Prometheus: " + message, "");
            default ->
                new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "Prometheus failed (status " + answer.status() + "): " + message,
                        "try again; if it stays, look at the Prometheus server");
        };
    }

    private static ToolFailed refused(HttpAnswer answer) {
        return switch (answer.status()) {
            case 401, 403 ->
                new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "Prometheus refuses this server's credential (status " + answer.status() + ")",
                        "check copilot.prometheus.token or username and password");
            case 404 ->
                new ToolFailed(
                        ErrorCode.BACKEND_UNAVAILABLE,
                        "there is no Prometheus API at the configured URL (status 404)",
                        "check the path prefix in copilot.prometheus.url");
            default -> unreadable(answer);
        };
    }

    private static ToolFailed unreadable(HttpAnswer answer) {
        return new ToolFailed(
                ErrorCode.BACKEND_UNAVAILABLE,
                "what answers at copilot.prometheus.url is not a Prometheus API (status " + answer.status() + ")",
                "check copilot.prometheus.url");
    }

    private static List<Series> series(@Nullable Object result, String key, List<String> warnings) {
        if (!(result instanceof List<?> list)) {
            return List.of();
        }
        var all = new ArrayList<Series>();
        int histograms = 0;
        for (var item : list) {
            if (!(item instanceof Map<?, ?> series)) {
                continue;
            }
            switch (series.get(key)) {
                case List<?> one when key.equals("value") -> all.add(new Series(labels(series), List.of(sample(one))));
                case List<?> many ->
                    all.add(new Series(
                            labels(series),
                            many.stream().map(OkHttpPrometheus::sample).toList()));
                case null, default -> histograms++;
            }
        }
        if (histograms > 0) {
            warnings.add(histograms
                    + " series are native histograms and are not shown; use histogram_quantile, _sum or _count");
        }
        return all;
    }

    private static Map<String, String> labels(Map<?, ?> series) {
        var labels = new TreeMap<String, String>();
        if (series.get("metric") instanceof Map<?, ?> metric) {
            metric.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
        }
        return labels;
    }

    private static Sample sample(@Nullable Object pair) {
        var two = pair(pair);
        var at =
                new BigDecimal(String.valueOf(two.getFirst())).movePointRight(3).longValue();
        return new Sample(Instant.ofEpochMilli(at), number(String.valueOf(two.get(1))));
    }

    private static List<?> pair(@Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 2) {
            return list;
        }
        throw new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, "Prometheus sent a sample without a time", "");
    }

    private static double number(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static List<String> texts(@Nullable Object value) {
        var texts = new ArrayList<String>();
        if (value instanceof List<?> list) {
            list.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }
}
