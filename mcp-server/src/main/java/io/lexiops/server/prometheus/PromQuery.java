package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the two query tools have in common: what they accept and how they show an answer. */
final class PromQuery {

    private static final int LONGEST = 8_192;

    private PromQuery() {}

    static String checked(String query) {
        if (query.isBlank() || query.length() > LONGEST) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'query' must have 1 to " + LONGEST + " characters, not " + query.length(),
                    "give one PromQL expression");
        }
        return query;
    }

    static Map<String, Object> header(Prometheus.Answer answer, String query) {
        var structured = new LinkedHashMap<String, Object>();
        structured.put("query", query);
        structured.put("resultType", answer.type().name().toLowerCase(Locale.ROOT));
        structured.put("count", (long) answer.series().size());
        if (!answer.warnings().isEmpty()) {
            structured.put("warnings", answer.warnings());
        }
        return structured;
    }

    static ToolResult empty(Map<String, Object> structured, List<String> reasons, String when) {
        structured.put("result", List.of());
        structured.put("empty", reasons);
        return ToolResult.of("no series " + when + ": " + String.join("; ", reasons), structured);
    }

    static String text(Prometheus.Answer answer, List<Series> shown, String when, List<String> lines) {
        var text = new ArrayList<String>();
        int all = answer.series().size();
        text.add(all + " series" + when);
        text.addAll(lines);
        if (shown.size() < all) {
            text.add("showing " + shown.size() + " of " + all + "; raise limit or aggregate, for example with topk");
        }
        answer.warnings().forEach(warning -> text.add("warning: " + warning));
        return String.join("\n", text);
    }

    static Map<String, Object> point(Sample sample) {
        var json = new LinkedHashMap<String, Object>();
        json.put("time", sample.at().toString());
        // JSON has no NaN and no infinity: they stay words
        json.put("value", Double.isFinite(sample.value()) ? (Object) sample.value() : number(sample.value()));
        return json;
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        var rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        return rounded.precision() - rounded.scale() > 15 || rounded.scale() > 12
                ? rounded.toString()
                : rounded.toPlainString();
    }
}
