package io.lexiops.server.settings;

import io.lexiops.server.tool.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One caller that may come over HTTP.
 *
 * @param tokenSha256 SHA-256 of the token in hex, as {@code printf %s "$TOKEN" | sha256sum} prints it
 * @param token       the token itself, for use on one machine; best through the environment
 * @param namespaces  the only namespaces of this caller; empty means all that the server allows
 */
public record TokenProperties(
        String name,
        Role role,
        @Nullable String tokenSha256,
        @Nullable String token,
        @Nullable Set<String> namespaces) {

    private static final Pattern SHA256 = Pattern.compile("(?i)[0-9a-f]{64}");
    private static final int SHORTEST_TOKEN = 16;

    public TokenProperties {
        if (name == null || name.isBlank() || role == null) {
            throw new IllegalArgumentException("each of copilot.server.tokens has a name and a role");
        }
        if ((tokenSha256 == null) == (token == null)) {
            throw new IllegalArgumentException(
                    "copilot.server.tokens: set either token-sha256 or token of " + name + ", not both");
        }
        if (tokenSha256 != null && !SHA256.matcher(tokenSha256).matches()) {
            throw new IllegalArgumentException("token-sha256 of " + name + " is not a SHA-256 in hex");
        }
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "the token of " + name + " has fewer than " + SHORTEST_TOKEN + " characters");
        }
        namespaces = namespaces == null ? Set.of() : Set.copyOf(namespaces);
    }

    /** SHA-256 of the token in hex, lower case. */
    public String sha256() {
        return tokenSha256 != null ? tokenSha256.toLowerCase(Locale.ROOT) : hash(Objects.requireNonNull(token));
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "TokenProperties[name=" + name + ", role=" + role + "]";
    }
}
