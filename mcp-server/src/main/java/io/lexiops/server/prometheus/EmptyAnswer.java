package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why a query that is correct found nothing: an unknown metric, a label that has no such value, or the expression. */
final class EmptyAnswer {

    private static final int MOST_SELECTORS = 5;
    private static final int MOST_NAMES = 5;
    private static final int MOST_VALUES = 10;
    private static final Duration LOOK_BACK = Duration.ofHours(1);

    private final Prometheus prometheus;
    private final Instant start;
    private final Instant end;

    /** Looks at an hour more than was asked for: a metric that has just stopped is not unknown. */
    EmptyAnswer(Prometheus prometheus, Instant start, Instant end) {
        this.prometheus = prometheus;
        this.start = start.minus(LOOK_BACK);
        this.end = end;
    }

    List<String> reasons(String query) {
        var reasons = new ArrayList<String>();
        try {
            var selectors = Selectors.in(query);
            for (var selector : selectors.subList(0, Math.min(MOST_SELECTORS, selectors.size()))) {
                explain(selector, reasons);
            }
            if (reasons.isEmpty()) {
                reasons.add(
                        selectors.isEmpty()
                                ? "the expression selects no series"
                                : "every selector has series in the last hour, so the expression filters them all (a"
                                        + " comparison, a join whose labels differ) or they have no sample at that time");
            }
        } catch (ToolFailed e) {
            // the answer itself is good; only its explanation is not to be had
            reasons.add("why it is empty could not be found out: " + e.getMessage());
        }
        return reasons;
    }

    private void explain(Selector selector, List<String> reasons) {
        var metric = selector.metric();
        if (metric != null && !exists(metric)) {
            var near = nearest(metric, prometheus.labelValues("__name__", List.of(), start, end));
            reasons.add("no metric is named " + metric
                    + (near.isEmpty() ? "" : "; near names: " + String.join(", ", near)));
            return;
        }
        if (selector.matchers().isEmpty()
                || !labels(selector.withMatchers(selector.matchers())).isEmpty()) {
            return;
        }
        int before = reasons.size();
        for (var matcher : selector.matchers()) {
            var alone = selector.withMatchers(List.of(matcher));
            if (labels(alone).isEmpty()) {
                reasons.add("nothing matches " + alone + "; " + valuesOf(matcher.label(), metric));
            }
        }
        if (reasons.size() == before) {
            reasons.add("each condition of " + selector + " matches some series, but none matches all of them");
        }
    }

    private boolean exists(String metric) {
        return !labels(metric).isEmpty();
    }

    private List<String> labels(String matcher) {
        return prometheus.labelNames(List.of(matcher), start, end);
    }

    private String valuesOf(String label, @Nullable String metric) {
        var matchers = metric == null ? List.<String>of() : List.of(metric);
        var values = prometheus.labelValues(label, matchers, start, end);
        if (values.isEmpty()) {
            var names = prometheus.labelNames(matchers, start, end);
            return "there is no label " + label + "; the labels are: " + shown(names);
        }
        return "values of " + label + ": " + shown(values);
    }

    private static String shown(List<String> values) {
        var some = String.join(", ", values.subList(0, Math.min(MOST_VALUES, values.size())));
        return values.size() <= MOST_VALUES ? some : some + " and " + (values.size() - MOST_VALUES) + " more";
    }

    static List<String> nearest(String wanted, List<String> names) {
        var lower = wanted.toLowerCase(Locale.ROOT);
        return names.stream()
                .map(name -> Map.entry(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(pair -> pair.getValue() < 0.5)
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .limit(MOST_NAMES)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** 0 for equal, about 1 for nothing in common; a name that contains the other one is near however long it is. */
    private static double distance(String wanted, String name) {
        double edits = (double) edits(wanted, name) / Math.max(wanted.length(), name.length());
        boolean contained =
                (wanted.length() >= 4 && name.contains(wanted)) || (name.length() >= 4 && wanted.contains(name));
        return contained ? Math.min(edits, 0.3) : edits;
    }

    private static int edits(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(same, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
