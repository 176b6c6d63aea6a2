package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import java.util.Optional;

/** Tells who stands behind a bearer token. Static tokens today; token reviews and signed tokens have the same shape. */
public interface Callers {

    /**
     * Whose token it is; empty if nobody's.
     *
     * @param token as it stood in the Authorization header
     */
    Optional<Caller> byToken(String token);
}
