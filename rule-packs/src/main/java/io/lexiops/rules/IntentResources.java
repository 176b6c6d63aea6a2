package io.lexiops.rules;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads amounts of cpu and memory, as requests and limits, in any order: "cpu request 100m and limit 500m". */
final class IntentResources {

    private final IntentReading reading;
    private final Map<String, Map<String, Object>> found = new LinkedHashMap<>();

    private @Nullable String resource;
    private @Nullable String bound;

    IntentResources(IntentReading reading) {
        this.reading = reading;
    }

    Map<String, Object> read(Pattern quantity) {
        for (int i = 0; i < reading.size(); i++) {
            if (!reading.free(i) || reading.isQuoted(i)) {
                continue;
            }
            var word = reading.lower(i);
            if (named(i, word)) {
                continue;
            }
            var text = reading.word(i).text();
            int equals = text.indexOf('=');
            var before = equals > 0 ? resource(word.substring(0, equals)) : null;
            if (before != null && quantity.matcher(text.substring(equals + 1)).matches()) {
                resource = before;
                put(i, text.substring(equals + 1));
            } else if (quantity.matcher(text).matches()) {
                put(i, text);
            }
        }
        var result = new LinkedHashMap<String, Object>();
        for (var part : java.util.List.of("requests", "limits")) {
            if (found.containsKey(part)) {
                result.put(part, found.get(part));
            }
        }
        return result;
    }

    private boolean named(int at, String word) {
        var said = resource(word);
        if (said != null) {
            resource = said;
            // "a memory limit": the bound stands behind its resource; an earlier one is over.
            reading.use(at, at + 1);
            return true;
        }
        if (word.startsWith("request")) {
            bound = "requests";
            reading.use(at, at + 1);
            return true;
        }
        if (word.startsWith("limit")) {
            bound = "limits";
            reading.use(at, at + 1);
            return true;
        }
        return false;
    }

    private static @Nullable String resource(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "cpu", "cpus", "core", "cores" -> "cpu";
            case "memory", "mem", "ram" -> "memory";
            default -> null;
        };
    }

    private void put(int at, String amount) {
        var text = normal(amount);
        var kind = resource;
        if (kind == null) {
            kind = text.matches(".*(i|[KMGT])") ? "memory" : text.endsWith("m") ? "cpu" : null;
        }
        var part = bound == null ? behind(at) : bound;
        if (kind == null || part == null) {
            return;
        }
        found.computeIfAbsent(part, ignored -> new LinkedHashMap<>()).putIfAbsent(kind, text);
        reading.use(at, at + 1);
    }

    /** "512Mi limit": the bound stands behind the amount. */
    private @Nullable String behind(int at) {
        for (int i = at + 1; i < Math.min(reading.size(), at + 4); i++) {
            if (reading.lower(i).startsWith("limit")) {
                return "limits";
            }
            if (reading.lower(i).startsWith("request")) {
                return "requests";
            }
        }
        return null;
    }

    /** Kubernetes spells its units in one way only. */
    private static String normal(String amount) {
        return amount.replaceAll("(?i)mb$", "M")
                .replaceAll("(?i)gb$", "G")
                .replaceAll("mi$", "Mi")
                .replaceAll("gi$", "Gi")
                .replaceAll("ki$", "Ki");
    }
}
