package io.lexiops.server.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A resource amount such as {@code 250m} or {@code 64Mi}. */
record Quantity(BigDecimal value, boolean binary) {

    private static final Pattern WRITTEN = Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(.*)");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final BigDecimal K = BigDecimal.valueOf(1024);

    static final Quantity ZERO = new Quantity(BigDecimal.ZERO, false);

    static Optional<Quantity> parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(1));
        var suffix = matcher.group(2);
        if (!suffix.isEmpty() && BINARY.contains(suffix)) {
            return Optional.of(new Quantity(number.multiply(K.pow(BINARY.indexOf(suffix))), true));
        }
        if (DECIMAL.contains(suffix)) {
            return Optional.of(new Quantity(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3)), false));
        }
        if (suffix.matches("[eE][+-]?\\d{1,3}")) {
            return Optional.of(new Quantity(number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))), false));
        }
        return Optional.empty();
    }

    static Quantity of(String text) {
        return parse(text).orElse(ZERO);
    }

    Quantity plus(Quantity other) {
        boolean keepsOwn = value.signum() != 0;
        return new Quantity(value.add(other.value), keepsOwn ? binary : other.binary);
    }

    Quantity minus(Quantity other) {
        return new Quantity(value.subtract(other.value), binary);
    }

    boolean exceeds(Quantity other) {
        return value.compareTo(other.value) > 0;
    }

    long milli() {
        return value.scaleByPowerOfTen(3).setScale(0, RoundingMode.CEILING).longValue();
    }

    long whole() {
        return value.setScale(0, RoundingMode.CEILING).longValue();
    }

    /** The one way in which the server writes this amount. */
    @Override
    public String toString() {
        if (value.signum() == 0) {
            return "0";
        }
        if (binary && isWhole(value) && value.abs().compareTo(K) >= 0) {
            int power = 0;
            var rest = value;
            while (power < BINARY.size() - 1 && isWhole(rest.divide(K))) {
                rest = rest.divide(K);
                power++;
            }
            return rest.toBigInteger() + BINARY.get(power);
        }
        int step = DECIMAL.size() - 1;
        while (step > 0 && !isWhole(value.scaleByPowerOfTen(-3 * (step - 3)))) {
            step--;
        }
        return value.scaleByPowerOfTen(-3 * (step - 3))
                        .setScale(0, RoundingMode.CEILING)
                        .toBigInteger()
                + DECIMAL.get(step);
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }
}
