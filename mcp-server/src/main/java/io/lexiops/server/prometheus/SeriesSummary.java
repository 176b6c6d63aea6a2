package io.lexiops.server.prometheus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened to a series, in a few numbers. NaN and infinite samples are counted but not calculated with.
 *
 * @param slope change for each second by least squares; 0 for one point
 */
record SeriesSummary(
        int points, int unusable, double first, double last, double min, double max, double mean, double slope) {

    static SeriesSummary of(List<Sample> samples) {
        var usable = samples.stream()
                .filter(sample -> Double.isFinite(sample.value()))
                .toList();
        if (usable.isEmpty()) {
            return new SeriesSummary(
                    0, samples.size(), Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        var values = usable.stream().mapToDouble(Sample::value).summaryStatistics();
        return new SeriesSummary(
                usable.size(),
                samples.size() - usable.size(),
                usable.getFirst().value(),
                usable.getLast().value(),
                values.getMin(),
                values.getMax(),
                values.getAverage(),
                slope(usable, values.getAverage()));
    }

    private static double slope(List<Sample> samples, double mean) {
        long origin = samples.getFirst().at().toEpochMilli();
        double middle = samples.stream()
                .mapToDouble(sample -> (sample.at().toEpochMilli() - origin) / 1000.0)
                .average()
                .orElse(0);
        double up = 0;
        double down = 0;
        for (var sample : samples) {
            double distance = (sample.at().toEpochMilli() - origin) / 1000.0 - middle;
            up += distance * (sample.value() - mean);
            down += distance * distance;
        }
        return down == 0 ? 0 : up / down;
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("points", (long) points);
        if (unusable > 0) {
            json.put("unusable", (long) unusable);
        }
        put(json, "first", first);
        put(json, "last", last);
        put(json, "min", min);
        put(json, "max", max);
        put(json, "mean", mean);
        put(json, "slopePerSecond", slope);
        return json;
    }

    // JSON has no NaN: a number that does not exist is left out
    private static void put(Map<String, Object> json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        }
    }
}
