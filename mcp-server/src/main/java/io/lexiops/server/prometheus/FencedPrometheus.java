package io.lexiops.server.prometheus;

import io.lexiops.server.access.Fence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The series of the namespaces that are open to the caller in whose name the thread works. */
final class FencedPrometheus implements Prometheus {

    private final Prometheus prometheus;
    private final Fence fence;

    FencedPrometheus(Prometheus prometheus, Fence fence) {
        this.prometheus = prometheus;
        this.fence = fence;
    }

    @Override
    public Answer instant(String query, Instant at) {
        return prometheus.instant(limited(query), at);
    }

    @Override
    public Answer range(String query, Instant start, Instant end, Duration step) {
        return prometheus.range(limited(query), start, end, step);
    }

    @Override
    public List<String> labelValues(String label, List<String> matchers, Instant start, Instant end) {
        return prometheus.labelValues(label, limited(matchers), start, end);
    }

    @Override
    public List<String> labelNames(List<String> matchers, Instant start, Instant end) {
        return prometheus.labelNames(limited(matchers), start, end);
    }

    private List<String> limited(List<String> matchers) {
        if (fence.open().isEmpty()) {
            return matchers;
        }
        return matchers.isEmpty()
                ? List.of(limited("{}"))
                : matchers.stream().map(this::limited).toList();
    }

    private String limited(String query) {
        var open = fence.open();
        return open.isEmpty() ? query : NamespaceLimit.in(query, open);
    }
}
