package io.lexiops.server.sandbox;

import java.nio.charset.StandardCharsets;

/** The bytes that came with a request. */
final class RequestContent {

    private final byte[] bytes;

    RequestContent(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
