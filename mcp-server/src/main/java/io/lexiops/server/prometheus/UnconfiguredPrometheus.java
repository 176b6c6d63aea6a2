package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stands where no Prometheus is configured; says what to set. */
final class UnconfiguredPrometheus implements Prometheus {

    static final String WHY = "Prometheus is not configured: set copilot.prometheus.url";

    @Override
    public Answer instant(String query, Instant at) {
        throw absent();
    }

    @Override
    public Answer range(String query, Instant start, Instant end, Duration step) {
        throw absent();
    }

    @Override
    public List<String> labelValues(String label, List<String> matchers, Instant start, Instant end) {
        throw absent();
    }

    @Override
    public List<String> labelNames(List<String> matchers, Instant start, Instant end) {
        throw absent();
    }

    private static ToolFailed absent() {
        return new ToolFailed(ErrorCode.BACKEND_NOT_CONFIGURED, WHY, "set copilot.prometheus.url and restart");
    }
}
