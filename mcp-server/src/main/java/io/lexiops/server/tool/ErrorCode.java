package io.lexiops.server.tool;

import java.util.Locale;

/** Why a call failed; stable names on the wire. */
public enum ErrorCode {
    INVALID_ARGUMENT,
    NOT_FOUND,
    AMBIGUOUS,
    FORBIDDEN,
    CONFLICT,
    PRECONDITION_FAILED,
    REFUSED,
    CONFIRMATION_REQUIRED,
    GRANT_INVALID,
    BACKEND_UNAVAILABLE,
    BACKEND_NOT_CONFIGURED,
    TIMEOUT,
    CANCELLED,
    INTERNAL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
