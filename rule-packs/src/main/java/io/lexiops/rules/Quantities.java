package io.lexiops.rules;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Kubernetes quantities as numbers. */
final class Quantities {

    private static final Pattern FORM =
            Pattern.compile("([+-]?\\d{1,30}(?:\\.\\d{0,30})?)([a-zA-Z]{0,2}|[eE][+-]?\\d{1,2})");

    private static final Map<String, Double> FACTORS = Map.ofEntries(
            Map.entry("", 1.0),
            Map.entry("n", 1e-9),
            Map.entry("u", 1e-6),
            Map.entry("m", 1e-3),
            Map.entry("k", 1e3),
            Map.entry("M", 1e6),
            Map.entry("G", 1e9),
            Map.entry("T", 1e12),
            Map.entry("P", 1e15),
            Map.entry("E", 1e18),
            Map.entry("Ki", 0x1p10),
            Map.entry("Mi", 0x1p20),
            Map.entry("Gi", 0x1p30),
            Map.entry("Ti", 0x1p40),
            Map.entry("Pi", 0x1p50),
            Map.entry("Ei", 0x1p60));

    private Quantities() {}

    static OptionalDouble parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        var suffix = matcher.group(2);
        if (suffix.matches("[eE][+-]?\\d+")) {
            return OptionalDouble.of(new BigDecimal(text).doubleValue());
        }
        @Nullable Double factor = FACTORS.get(suffix);
        return factor == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(new BigDecimal(matcher.group(1)).doubleValue() * factor);
    }
}
