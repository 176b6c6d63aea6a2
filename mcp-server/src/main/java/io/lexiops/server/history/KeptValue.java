package io.lexiops.server.history;

import org.jspecify.annotations.Nullable;

/**
 * The value of a field as it is kept.
 *
 * @param shown       without secrets, and not long
 * @param fingerprint of what was there, see {@link Fingerprints}; null if it is shown as it was
 */
record KeptValue(String shown, @Nullable String fingerprint) {

    static KeptValue plain(String value) {
        return new KeptValue(value, null);
    }
}
