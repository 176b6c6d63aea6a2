package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/** How many pods are wanted: a number, or something relative to the present count. */
final class ReplicaCount {

    private static final Pattern WORDS = Pattern.compile("([+-]?)(\\d{1,10})(%?)");
    private static final String EXAMPLES = "for example 4, \"+2\", \"-1\", \"+50%\", \"half\", \"double\"";

    private final String words;
    private final BigDecimal factor;
    private final BigDecimal term;

    private ReplicaCount(String words, BigDecimal factor, BigDecimal term) {
        this.words = words;
        this.factor = factor;
        this.term = term;
    }

    /** @param value a number or text */
    static ReplicaCount of(Object value) {
        return switch (value) {
            case Double number when number != Math.rint(number) -> throw invalid(value, "must be a whole number");
            case Number number when number.longValue() < 0 -> throw invalid(value, "cannot be negative");
            case Number number ->
                new ReplicaCount(value.toString(), BigDecimal.ZERO, BigDecimal.valueOf(number.longValue()));
            case String text -> parsed(text.strip().toLowerCase(Locale.ROOT));
            default -> throw invalid(value, "must be a number or text");
        };
    }

    /** The count that it means. */
    long from(long present, String name) {
        var exact = exact(present).setScale(0, RoundingMode.CEILING);
        if (exact.signum() < 0) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    name + " has " + present + " replicas; " + words + " would make it " + exact,
                    "0 is the least");
        }
        if (exact.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw invalid(words, "is more than the API allows");
        }
        return exact.longValueExact();
    }

    boolean rounds(long present) {
        return exact(present).stripTrailingZeros().scale() > 0;
    }

    private BigDecimal exact(long present) {
        return factor.multiply(BigDecimal.valueOf(present)).add(term);
    }

    private static ReplicaCount parsed(String text) {
        if (text.equals("half")) {
            return new ReplicaCount(text, new BigDecimal("0.5"), BigDecimal.ZERO);
        }
        if (text.equals("double")) {
            return new ReplicaCount(text, BigDecimal.TWO, BigDecimal.ZERO);
        }
        var matcher = WORDS.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text, "is no count");
        }
        var number = new BigDecimal(matcher.group(2));
        var signed = matcher.group(1).equals("-") ? number.negate() : number;
        boolean relative = !matcher.group(1).isEmpty();
        if (!matcher.group(3).isEmpty()) {
            var part = signed.movePointLeft(2);
            return new ReplicaCount(text, relative ? BigDecimal.ONE.add(part) : part, BigDecimal.ZERO);
        }
        return new ReplicaCount(text, relative ? BigDecimal.ONE : BigDecimal.ZERO, signed);
    }

    private static ToolFailed invalid(Object value, String why) {
        var text = value.toString();
        var shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, "argument 'replicas' " + why + ": " + shown, EXAMPLES);
    }

    @Override
    public String toString() {
        return words;
    }
}
