package io.lexiops.server.prometheus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series selector inside a PromQL expression.
 *
 * @param metric null if it selects by labels only
 */
record Selector(@Nullable String metric, List<Matcher> matchers) {

    Selector {
        matchers = List.copyOf(matchers);
    }

    /** One condition on a label; {@code operator} is {@code =}, {@code !=}, {@code =~} or {@code !~}. */
    record Matcher(String label, String operator, String value) {

        @Override
        public String toString() {
            return label + operator + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    String withMatchers(List<Matcher> some) {
        var inside = String.join(",", some.stream().map(Matcher::toString).toList());
        return (metric == null ? "" : metric) + (inside.isEmpty() ? "" : "{" + inside + "}");
    }

    @Override
    public String toString() {
        return withMatchers(matchers);
    }
}
