package io.lexiops.server.kubernetes;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An amount of a resource as the API writes it, in thousandths of a core or in bytes: {@code 250m}, {@code 64Mi}, {@code 2}. */
final class Amount {

    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\\d{1,2}))?");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigDecimal K = BigDecimal.valueOf(1024);
    private static final long MEBI = 1L << 20;

    private Amount() {}

    /** Thousandths of a core, rounded up; null if there is none or it is no amount. */
    static @Nullable Long milliCpu(@Nullable Object written) {
        return whole(written, 3);
    }

    static @Nullable Long bytes(@Nullable Object written) {
        return whole(written, 0);
    }

    static String cpu(long milli) {
        return milli + "m";
    }

    /** In mebibytes, the unit in which pods are mostly given their memory. */
    static String memory(long bytes) {
        return (bytes + MEBI / 2) / MEBI + "Mi";
    }

    private static @Nullable Long whole(@Nullable Object written, int shift) {
        var matcher = WRITTEN.matcher(String.valueOf(written));
        if (!matcher.matches()) {
            return null;
        }
        var number = new BigDecimal(matcher.group(1));
        var suffix = matcher.group(2) == null ? "" : matcher.group(2);
        var power = matcher.group(3);
        var value = suffix.endsWith("i")
                ? number.multiply(K.pow(BINARY.indexOf(suffix)))
                : number.scaleByPowerOfTen(power == null ? 3 * (DECIMAL.indexOf(suffix) - 3) : Integer.parseInt(power));
        return value.scaleByPowerOfTen(shift).setScale(0, RoundingMode.CEILING).longValue();
    }
}
