package io.lexiops.server.kubernetes;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Who a bearer token is for, by its own words. Only ever shown: the API server alone decides whom it believes. */
final class TokenSubject {

    private TokenSubject() {}

    /** The {@code sub} claim of a JSON web token; empty if the token is none. */
    static String of(@Nullable String token) {
        var parts = token == null ? new String[0] : token.strip().split("\\.", -1);
        if (parts.length != 3) {
            return "";
        }
        try {
            return JsonText.object(Base64.getUrlDecoder().decode(parts[1])).get("sub") instanceof String subject
                    ? subject
                    : "";
        } catch (IllegalArgumentException | JacksonException | ClassCastException _) {
            // An opaque token with two dots in it.
            return "";
        }
    }
}
