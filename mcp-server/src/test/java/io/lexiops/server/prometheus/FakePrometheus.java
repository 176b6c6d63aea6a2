package io.lexiops.server.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers every query with one answer; knows metrics with labels for the look-ups. */
final class FakePrometheus implements Prometheus {

    final Map<String, Map<String, List<String>>> metrics = new TreeMap<>();
    final List<String> asked = new ArrayList<>();
    final List<RangeWindow> windows = new ArrayList<>();
    Answer answer = new Answer(ResultType.VECTOR, List.of(), "", List.of());

    @Override
    public Answer instant(String query, Instant at) {
        asked.add(query + " " + at);
        return answer;
    }

    @Override
    public Answer range(String query, Instant start, Instant end, Duration step) {
        asked.add(query + " " + start + " " + end + " " + step);
        windows.add(new RangeWindow(start, end, step));
        return answer;
    }

    @Override
    public List<String> labelValues(String label, List<String> matchers, Instant start, Instant end) {
        return label.equals("__name__")
                ? List.copyOf(metrics.keySet())
                : matchers.stream()
                        .flatMap(matcher ->
                                metrics.getOrDefault(matcher, Map.of()).getOrDefault(label, List.of()).stream())
                        .toList();
    }

    @Override
    public List<String> labelNames(List<String> matchers, Instant start, Instant end) {
        return matchers.stream()
                .flatMap(matcher -> Selectors.in(matcher).stream())
                .filter(this::matches)
                .flatMap(
                        selector -> metrics.getOrDefault(String.valueOf(selector.metric()), Map.of()).keySet().stream())
                .toList();
    }

    private boolean matches(Selector selector) {
        var labels = metrics.get(String.valueOf(selector.metric()));
        return labels != null
                && selector.matchers().stream()
                        .allMatch(matcher ->
                                labels.getOrDefault(matcher.label(), List.of()).contains(matcher.value()));
    }
}
