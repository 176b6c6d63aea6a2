package io.lexiops.server.prometheus;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One time series; labels without any mean a scalar or a total aggregation. */
public record Series(Map<String, String> labels, List<Sample> samples) {

    public Series {
        labels = new TreeMap<>(labels);
        samples = List.copyOf(samples);
    }

    /** As PromQL writes it: {@code up{instance="a:9090",job="web"}}. */
    public String name() {
        var rest = labels.entrySet().stream()
                .filter(label -> !label.getKey().equals("__name__"))
                .map(label -> label.getKey() + "=\""
                        + label.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(","));
        return labels.getOrDefault("__name__", "") + "{" + rest + "}";
    }
}
