package io.lexiops.server.access;

import io.lexiops.server.access.Callers.Answer;
import io.lexiops.server.settings.OAuthProperties;
import io.lexiops.server.settings.OAuthRule;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the claims of a good token open: a role, namespaces, and the scopes. */
final class OAuthAccess {

    /** Tells these callers from static ones that happen to be called the same. */
    static final String PREFIX = "oauth:";

    private static final List<OAuthRule> BY_SCOPE_ALONE = List.of(
            rule(ToolScopes.ADMIN, Role.OPERATOR),
            rule(ToolScopes.WRITE, Role.OPERATOR),
            rule(ToolScopes.READ, Role.OBSERVER));

    private final List<OAuthRule> rules;

    OAuthAccess(OAuthProperties settings) {
        this.rules = settings.access().isEmpty() ? BY_SCOPE_ALONE : settings.access();
    }

    Answer of(String name, Map<String, Object> claims) {
        var scopes = texts(claims.get("scope") == null ? claims.get("scp") : claims.get("scope"), " ");
        for (var rule : rules) {
            if (fits(rule, scopes, claims)) {
                var all = new HashSet<>(scopes);
                all.addAll(Objects.requireNonNull(rule.scopes()));
                return new Answer.Known(
                        new Caller(PREFIX + name, rule.role(), Objects.requireNonNull(rule.namespaces()), all));
            }
        }
        return new Answer.NothingOpen("no role of this server is open to the token");
    }

    private static boolean fits(OAuthRule rule, Set<String> scopes, Map<String, Object> claims) {
        if (rule.scope() != null) {
            return scopes.contains(rule.scope());
        }
        var claim = String.valueOf(rule.claim());
        var value = claims.containsKey(claim) ? claims.get(claim) : inner(claims, claim);
        return texts(value, null).contains(String.valueOf(rule.value()));
    }

    private static @Nullable Object inner(Map<String, Object> claims, String path) {
        Object current = claims;
        for (var part : path.split("\\.")) {
            current = current instanceof Map<?, ?> map ? map.get(part) : null;
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    private static Set<String> texts(@Nullable Object value, @Nullable String separator) {
        return switch (value) {
            case String text ->
                separator == null
                        ? Set.of(text)
                        : new HashSet<>(List.of(text.strip().split(separator + "+")));
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toUnmodifiableSet());
            case null, default -> Set.of();
        };
    }

    private static OAuthRule rule(String scope, Role role) {
        return new OAuthRule(scope, null, null, role, Set.of(), Set.of());
    }
}
