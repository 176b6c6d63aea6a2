package io.lexiops.server.redact;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** What stands where a secret stood: the same for the same secret within one installation, so that equality can be seen. */
final class Placeholders {

    static final String START = "<redacted:sha:";

    // Eight hex digits: with a thousand secrets two that differ look the same once in ten thousand installations.
    private static final int BYTES = 4;

    private final Keyed keyed;

    Placeholders(InstallationKey key) {
        this.keyed = key.forPurpose("placeholder");
    }

    String of(String secret) {
        return START + HexFormat.of().formatHex(keyed.mac(secret), 0, BYTES) + ">";
    }

    private static final Pattern WHOLE = Pattern.compile(START + "[0-9a-f]+>");

    /** Whether the text is a placeholder and nothing else. */
    static boolean isWhole(String text) {
        return WHOLE.matcher(text).matches();
    }

    static boolean isOne(String text) {
        return text.contains(START);
    }
}
