package io.lexiops.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Callers who come with a token of an OAuth 2.1 authorization server.
 *
 * @param issuer     who signs the tokens, exactly as it stands in their {@code iss}
 * @param audience   this server's own URL, as clients reach it, and as it stands in the {@code aud} of tokens that are meant
 *                   for it: {@code https://copilot.example.com/mcp}
 * @param jwksUri    where the issuer's keys are; null takes what the issuer's metadata says
 * @param caFile     PEM certificates to trust instead of the system's, for an issuer of one's own
 * @param nameClaim  the claim that names the caller in the audit trail
 * @param access     who gets which role, the first rule that fits; empty: copilot:admin and copilot:write make an operator,
 *                   copilot:read an observer
 * @param toolScopes a scope that a tool needs instead of copilot:read or copilot:write, by the tool's name
 * @param algorithms what tokens may be signed with; only with a private key
 * @param clockSkew  how far the issuer's clock may be from this one
 * @param timeout    longest wait for one answer of the issuer
 */
public record OAuthProperties(
        URI issuer,
        URI audience,
        @Nullable URI jwksUri,
        @Nullable Path caFile,
        @DefaultValue("sub") String nameClaim,
        @DefaultValue List<OAuthRule> access,
        @DefaultValue Map<String, String> toolScopes,

        @DefaultValue({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
        Set<String> algorithms,

        @DefaultValue("30s") Duration clockSkew,
        @DefaultValue("5s") Duration timeout) {

    private static final Set<String> WITH_A_PRIVATE_KEY =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    public OAuthProperties {
        if (issuer == null || audience == null) {
            throw new IllegalArgumentException(
                    "copilot.server.oauth: set issuer, and audience to this server's own URL");
        }
        checkUri("issuer", issuer);
        checkUri("audience", audience);
        if (jwksUri != null) {
            checkUri("jwks-uri", jwksUri);
        }
        access = List.copyOf(access);
        toolScopes = Map.copyOf(toolScopes);
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty() || !WITH_A_PRIVATE_KEY.containsAll(algorithms)) {
            throw new IllegalArgumentException("copilot.server.oauth.algorithms can be "
                    + String.join(", ", WITH_A_PRIVATE_KEY) + ", not " + algorithms);
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MOST_SKEW) > 0 || !timeout.isPositive()) {
            throw new IllegalArgumentException("copilot.server.oauth: clock-skew is 0 to " + MOST_SKEW.toMinutes()
                    + " minutes, timeout is positive");
        }
    }

    /** Whether keys that decide who comes in may be fetched from there: nobody on the way can change them. */
    public static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && ("https".equalsIgnoreCase(uri.getScheme())
                        || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
    }

    private static void checkUri(String name, URI uri) {
        if (!isSafe(uri) || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("copilot.server.oauth." + name
                    + " must be an https URL without user and fragment (http only on this machine), not " + uri);
        }
    }
}
