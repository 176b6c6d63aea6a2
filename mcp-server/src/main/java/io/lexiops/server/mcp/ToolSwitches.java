package io.lexiops.server.mcp;

import io.lexiops.server.kubernetes.Near;
import io.lexiops.server.settings.ServerProperties;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which tools who runs the server has switched on and off. */
final class ToolSwitches {

    private static final String SETTING = "copilot.server.tools.";

    private final Supplier<ServerProperties.Tools> current;

    ToolSwitches(Supplier<ServerProperties.Tools> current) {
        this.current = current;
    }

    /** Which setting hides a tool; empty if none does. */
    Optional<String> hides(ToolRegistry.Entry entry) {
        var name = entry.spec().name();
        var settings = current.get();
        var denied = first(settings.deny(), name);
        if (denied.isPresent()) {
            return Optional.of(SETTING + "deny has " + denied.get());
        }
        if (!settings.allow().isEmpty() && first(settings.allow(), name).isEmpty()) {
            return Optional.of(SETTING + "allow does not have it");
        }
        return entry.tool().offByDefault() && first(settings.enable(), name).isEmpty()
                ? Optional.of("it is off by default, and " + SETTING + "enable does not have it")
                : Optional.empty();
    }

    /**
     * Checks the settings against the tools that there are.
     *
     * @throws IllegalStateException naming the entries that fit no tool, with near names
     */
    static void check(ServerProperties.Tools settings, Collection<String> tools) {
        var wrong =
                Map.of("enable", settings.enable(), "allow", settings.allow(), "deny", settings.deny())
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(list -> list.getValue().stream()
                                .filter(pattern -> tools.stream().noneMatch(name -> fits(pattern, name)))
                                .sorted()
                                .map(pattern -> unknown(list.getKey(), pattern, tools)))
                        .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(String.join("; ", wrong));
        }
    }

    private static String unknown(String list, String pattern, Collection<String> tools) {
        var near = Near.to(pattern.replace("*", ""), tools);
        return SETTING + list + " has '" + pattern + "', which is no tool"
                + (near.isEmpty() ? "" : "; near: " + String.join(", ", near));
    }

    private static Optional<String> first(Set<String> patterns, String name) {
        return List.copyOf(patterns).stream()
                .sorted()
                .filter(pattern -> fits(pattern, name))
                .findFirst();
    }

    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
