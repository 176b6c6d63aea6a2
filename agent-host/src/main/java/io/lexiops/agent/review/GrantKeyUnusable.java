package io.lexiops.agent.review;

import org.jspecify.annotations.Nullable;

/** No execution grant can be signed, so nothing can be written. */
public final class GrantKeyUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GrantKeyUnusable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
