package io.lexiops.server.access;

import org.jspecify.annotations.Nullable;

/** Nobody can tell now whether a token is good. */
final class IssuerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IssuerAway(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
