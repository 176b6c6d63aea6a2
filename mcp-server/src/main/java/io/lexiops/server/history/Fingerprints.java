package io.lexiops.server.history;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Tells whether two values were the same, though a secret in them cannot be kept: by keyed hashes of what was there. How a
 * value is redacted says nothing: it changes with what is known to be secret.
 */
final class Fingerprints {

    private final Keyed keyed;

    Fingerprints(InstallationKey key) {
        this.keyed = key.forPurpose("history-fingerprint");
    }

    String of(String value) {
        return HexFormat.of().formatHex(keyed.mac(value), 0, 16);
    }

    boolean same(KeptValue before, KeptValue after) {
        var old = before.fingerprint();
        var now = after.fingerprint();
        if (old == null && now == null) {
            return before.shown().equals(after.shown());
        }
        if (old == null && isOfOldRow(before.shown())) {
            // Nobody can tell any more what was there: better no change than one that never happened.
            return true;
        }
        return Objects.requireNonNullElseGet(old, () -> of(before.shown()))
                .equals(Objects.requireNonNullElseGet(now, () -> of(after.shown())));
    }

    /** Before there were fingerprints, redacted and long values were kept without. */
    private static boolean isOfOldRow(String shown) {
        return shown.contains("<redacted:") || shown.startsWith("digest ");
    }
}
