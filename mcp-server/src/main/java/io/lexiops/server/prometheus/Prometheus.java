package io.lexiops.server.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A server that answers PromQL. Every method throws {@link io.lexiops.server.tool.ToolFailed}: {@code INVALID_ARGUMENT}
 * with the server's words if it does not understand the query, {@code BACKEND_UNAVAILABLE}, {@code TIMEOUT},
 * {@code FORBIDDEN} if the credential is refused.
 */
public interface Prometheus {

    /** The value of an expression at one instant; every series of the answer has one sample. */
    Answer instant(String query, Instant at);

    /**
     * The values of an expression over a time, samples in order of time.
     *
     * @param step distance between two samples, at least a millisecond
     */
    Answer range(String query, Instant start, Instant end, Duration step);

    /**
     * The values of a label, sorted.
     *
     * @param matchers series selectors, any of which must match; empty means all series
     */
    List<String> labelValues(String label, List<String> matchers, Instant start, Instant end);

    /** The names of the labels that the matching series have, sorted. */
    List<String> labelNames(List<String> matchers, Instant start, Instant end);

    /** The kind of a result. */
    enum ResultType {
        VECTOR,
        MATRIX,
        SCALAR,
        STRING
    }

    /**
     * An answer.
     *
     * @param text     the value of a {@link ResultType#STRING}; else empty
     * @param warnings what the server said beside, for example that a store did not answer and data may be missing
     */
    record Answer(ResultType type, List<Series> series, String text, List<String> warnings) {

        public Answer {
            series = List.copyOf(series);
            warnings = List.copyOf(warnings);
        }
    }
}
