package io.lexiops.server.redact;

import java.util.HexFormat;

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

    static boolean isOne(String text) {
        return text.contains(START);
    }
}
