package io.lexiops.server.settings;

import io.lexiops.server.tool.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom the cluster knows under this name, or in this group, gets a role.
 *
 * @param user       {@code system:serviceaccount:shop:deployer}, or a beginning with {@code *} at its end; this or group
 * @param group      {@code system:serviceaccounts:shop}, or a beginning with {@code *} at its end
 * @param namespaces the only namespaces of these callers; empty means all that the server allows
 */
public record SubjectRule(
        @Nullable String user,
        @Nullable String group,
        Role role,
        @Nullable Set<String> namespaces) {

    public SubjectRule {
        if (role == null || (user == null) == (group == null)) {
            throw new IllegalArgumentException(
                    "each of copilot.server.token-review.access has a role, and either a user or a group");
        }
        var pattern = user == null ? String.valueOf(group) : user;
        int star = pattern.indexOf('*');
        if (pattern.isBlank() || pattern.equals("*") || (star >= 0 && star < pattern.length() - 1)) {
            throw new IllegalArgumentException("copilot.server.token-review.access: '" + pattern
                    + "' is neither a name nor the beginning of one with * at its end");
        }
        namespaces = namespaces == null ? Set.of() : Set.copyOf(namespaces);
    }

    /** Whether the rule is about somebody with this name in these groups. */
    public boolean fits(String name, Set<String> groups) {
        return user != null ? fits(user, name) : groups.stream().anyMatch(one -> fits(String.valueOf(group), one));
    }

    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
