package io.lexiops.server.redact;

import java.nio.charset.StandardCharsets;

/** Keyed hashes for one purpose. */
public final class Keyed {

    private final byte[] key;

    Keyed(byte[] key) {
        this.key = key;
    }

    public byte[] mac(byte[] message) {
        return InstallationKey.mac(key, message);
    }

    public byte[] mac(String message) {
        return mac(message.getBytes(StandardCharsets.UTF_8));
    }
}
