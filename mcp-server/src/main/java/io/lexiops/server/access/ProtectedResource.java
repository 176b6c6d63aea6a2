package io.lexiops.server.access;

import io.lexiops.server.settings.OAuthProperties;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client must know to get a token: the metadata of a protected resource (RFC 9728), and the challenge that leads to
 * it (RFC 6750). Without OAuth there is no metadata, and the challenge names the realm only.
 */
public final class ProtectedResource {

    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final String NAME = "DevOps Copilot";
    private static final String REALM = "devops-copilot";

    private final @Nullable OAuthProperties settings;
    private final Set<String> scopes;

    ProtectedResource(@Nullable OAuthProperties settings, Set<String> scopes) {
        this.settings = settings;
        this.scopes = scopes;
    }

    /** Where the metadata stands: for a client that knows only the host, and for one that knows the endpoint. */
    List<String> paths() {
        var paths = new LinkedHashSet<>(List.of(WELL_KNOWN, WELL_KNOWN + "/mcp"));
        if (settings != null) {
            paths.add(WELL_KNOWN + path(settings.audience()));
        }
        return List.copyOf(paths);
    }

    /** The metadata; empty if OAuth is not configured. */
    Map<String, Object> metadata() {
        if (settings == null) {
            return Map.of();
        }
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("resource", settings.audience().toString());
        metadata.put("authorization_servers", List.of(settings.issuer().toString()));
        metadata.put("scopes_supported", List.copyOf(scopes));
        metadata.put("bearer_methods_supported", List.of("header"));
        metadata.put("resource_name", NAME);
        return metadata;
    }

    /** The value of {@code WWW-Authenticate} for a request without a good token. */
    String challenge(@Nullable String why) {
        return why == null ? header(ToolScopes.READ, null, null) : header(ToolScopes.READ, "invalid_token", why);
    }

    /** The value of {@code WWW-Authenticate} for a good token that opens too little. */
    public String stepUp(String scope, String why) {
        return header(scope, "insufficient_scope", why);
    }

    private String header(String scope, @Nullable String error, @Nullable String why) {
        var parts = new ArrayList<>(List.of("realm=\"" + REALM + "\""));
        if (settings != null) {
            var resource = settings.audience();
            parts.add("resource_metadata=\"" + resource.resolve(WELL_KNOWN + path(resource)) + "\"");
            parts.add("scope=\"" + quotable(scope) + "\"");
        }
        if (error != null) {
            parts.add("error=\"" + error + "\"");
            parts.add("error_description=\"" + quotable(String.valueOf(why)) + "\"");
        }
        return "Bearer " + String.join(", ", parts);
    }

    private static String path(URI resource) {
        var path = String.valueOf(resource.getRawPath());
        return path.equals("/") ? "" : path;
    }

    /** RFC 6750 leaves out the quote and the backslash. */
    private static String quotable(String text) {
        return text.replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "'");
    }
}
