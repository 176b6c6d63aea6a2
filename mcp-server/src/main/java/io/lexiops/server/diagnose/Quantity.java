package io.lexiops.server.diagnose;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An amount of a resource as the API writes it: {@code 250m}, {@code 64Mi}, {@code 2}. */
record Quantity(BigDecimal value) implements Comparable<Quantity> {

    private static final Pattern WRITTEN =
            Pattern.compile("([+-]?(?:\\d{1,18}\\.?\\d{0,9}|\\.\\d{1,9}))([A-Za-z]{0,2})");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final BigDecimal K = BigDecimal.valueOf(1024);
    private static final BigDecimal MEBI = K.multiply(K);

    static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

    static Optional<Quantity> parse(@Nullable Object written) {
        var matcher = WRITTEN.matcher(String.valueOf(written));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(1));
        var suffix = matcher.group(2);
        if (!suffix.isEmpty() && BINARY.contains(suffix)) {
            return Optional.of(new Quantity(number.multiply(K.pow(BINARY.indexOf(suffix)))));
        }
        return DECIMAL.contains(suffix)
                ? Optional.of(new Quantity(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3))))
                : Optional.empty();
    }

    static Quantity of(@Nullable Object written) {
        return parse(written).orElse(ZERO);
    }

    Quantity plus(Quantity other) {
        return new Quantity(value.add(other.value));
    }

    Quantity minus(Quantity other) {
        return new Quantity(value.subtract(other.value));
    }

    Quantity times(double factor) {
        return new Quantity(value.multiply(BigDecimal.valueOf(factor)));
    }

    boolean exceeds(Quantity other) {
        return compareTo(other) > 0;
    }

    boolean positive() {
        return value.signum() > 0;
    }

    /** In whole Mi, as memory is written. */
    String mebibytes() {
        return value.divide(MEBI, 0, RoundingMode.CEILING) + "Mi";
    }

    /** In thousandths, as processor time is written. */
    String milli() {
        return value.scaleByPowerOfTen(3).setScale(0, RoundingMode.CEILING) + "m";
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }
}
