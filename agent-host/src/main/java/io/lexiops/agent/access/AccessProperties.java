package io.lexiops.agent.access;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may reach the HTTP endpoint.
 *
 * @param tokens         one bearer token for each person or program; none means that nobody gets in
 * @param allowedHosts   Host headers that are accepted, with or without port; empty means loopback names while bound to
 *                       loopback, else any
 * @param allowedOrigins Origin headers that are accepted besides those of this host
 */
@ConfigurationProperties("copilot.http")
record AccessProperties(
        @DefaultValue List<TokenProperties> tokens,
        @DefaultValue Set<String> allowedHosts,
        @DefaultValue Set<String> allowedOrigins) {

    AccessProperties {
        tokens = List.copyOf(tokens);
        allowedHosts = trimmed(allowedHosts);
        allowedOrigins = trimmed(allowedOrigins);
    }

    private static Set<String> trimmed(Set<String> words) {
        return words.stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * One bearer token.
     *
     * @param name        for the audit trail
     * @param tokenSha256 SHA-256 of the token in hex; this, or {@code token}
     * @param token       the token itself, for local use where the configuration is as secret as the token
     */
    record TokenProperties(
            String name,
            Right right,
            @Nullable String tokenSha256,
            @Nullable String token) {
        TokenProperties {
            if (name == null || !name.matches("[A-Za-z0-9_.@-]{1,100}")) {
                throw new IllegalArgumentException(
                        "copilot.http.tokens: a name has 1 to 100 letters, digits or ._@-, not '" + name + "'");
            }
            if (right == null) {
                throw new IllegalArgumentException(
                        "copilot.http.tokens: '" + name + "' needs a right: viewer, operator, approver or admin");
            }
            if ((tokenSha256 == null) == (token == null)) {
                throw new IllegalArgumentException(
                        "copilot.http.tokens: '" + name + "' needs either token-sha256 or token");
            }
        }
    }
}
