package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ToolSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The scope that a tool needs: {@code copilot:read} for what reads, {@code copilot:write} for what writes and reads,
 * {@code copilot:admin} for everything; or one of its own from the settings, which only {@code copilot:admin} replaces.
 */
public final class ToolScopes {

    static final String READ = "copilot:read";
    static final String WRITE = "copilot:write";
    static final String ADMIN = "copilot:admin";

    private final Map<String, String> own = new HashMap<>();

    /** @param byTool scopes of single tools, by their names */
    public ToolScopes(Map<String, String> byTool) {
        byTool.forEach((tool, scope) -> own.put(plain(tool), scope));
    }

    /** The scope that the caller lacks for this tool, if any. */
    public Optional<String> missing(Caller caller, ToolSpec tool) {
        var scopes = caller.scopes();
        if (scopes == null || scopes.contains(ADMIN)) {
            return Optional.empty();
        }
        var special = own.get(plain(tool.name()));
        if (special != null) {
            return Optional.of(special).filter(scope -> !scopes.contains(scope));
        }
        if (tool.effect().writes()) {
            return Optional.of(WRITE).filter(scope -> !scopes.contains(scope));
        }
        return Optional.of(READ).filter(scope -> !scopes.contains(scope) && !scopes.contains(WRITE));
    }

    /** All scopes that mean something here. */
    Set<String> supported() {
        var all = new TreeSet<>(Set.of(READ, WRITE, ADMIN));
        all.addAll(own.values());
        return all;
    }

    /**
     * Refuses scopes of tools that do not exist: such a tool would be open to everybody who reads.
     *
     * @throws IllegalStateException at start-up
     */
    public void checkNames(Collection<String> tools) {
        var known = tools.stream().map(ToolScopes::plain).collect(Collectors.toSet());
        var unknown = new TreeSet<>(own.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("copilot.server.oauth.tool-scopes names tools that do not exist: "
                    + String.join(", ", unknown) + "; there are " + String.join(", ", new TreeSet<>(tools)));
        }
    }

    /** Property names lose their underscores on the way into a map. */
    private static String plain(String tool) {
        return tool.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
