package io.lexiops.server.settings;

import io.lexiops.server.tool.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has this scope, or this value in that claim, gets a role.
 *
 * @param scope      a scope of the token; this or claim with value
 * @param claim      a claim, text or a list of texts; inner ones are written {@code realm_access.roles}
 * @param namespaces the only namespaces of these callers; empty means all that the server allows
 * @param scopes     scopes that these callers have beside those of their token, for an issuer that gives none
 */
public record OAuthRule(
        @Nullable String scope,
        @Nullable String claim,
        @Nullable String value,
        Role role,
        @Nullable Set<String> namespaces,
        @Nullable Set<String> scopes) {

    public OAuthRule {
        if (role == null || (scope == null) == (claim == null) || (claim == null) != (value == null)) {
            throw new IllegalArgumentException(
                    "each of copilot.server.oauth.access has a role, and either a scope or a claim with a value");
        }
        namespaces = namespaces == null ? Set.of() : Set.copyOf(namespaces);
        scopes = scopes == null ? Set.of() : Set.copyOf(scopes);
    }
}
