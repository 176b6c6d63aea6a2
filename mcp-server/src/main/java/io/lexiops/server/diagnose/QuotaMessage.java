package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.CreateFailure.QuotaNumber;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the API server says when a quota is full: {@code exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2}. */
record QuotaMessage(String quota, List<QuotaNumber> numbers) {

    private static final Pattern EXCEEDED =
            Pattern.compile("exceeded quota: ([a-z0-9.-]{1,253}), requested: (\\S+), used: (\\S+), limited: (\\S+)");

    static Optional<QuotaMessage> of(String message) {
        var matcher = EXCEEDED.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        var used = amounts(matcher.group(3));
        var limited = amounts(matcher.group(4));
        var numbers = new ArrayList<QuotaNumber>();
        amounts(matcher.group(2))
                .forEach((resource, requested) -> numbers.add(new QuotaNumber(
                        resource, requested, used.getOrDefault(resource, "0"), limited.getOrDefault(resource, "0"))));
        return Optional.of(new QuotaMessage(matcher.group(1), List.copyOf(numbers)));
    }

    /** How many more pods would have room. */
    long room() {
        return numbers.stream()
                .filter(number -> Quantity.of(number.requested()).positive())
                .mapToLong(number -> Quantity.of(number.limited())
                        .minus(Quantity.of(number.used()))
                        .value()
                        .divide(Quantity.of(number.requested()).value(), 0, RoundingMode.FLOOR)
                        .longValue())
                .min()
                .orElse(0);
    }

    private static Map<String, String> amounts(String list) {
        var amounts = new LinkedHashMap<String, String>();
        for (var item : list.split(",", 50)) {
            int equals = item.indexOf('=');
            if (equals > 0) {
                amounts.put(item.substring(0, equals), item.substring(equals + 1));
            }
        }
        return amounts;
    }
}
