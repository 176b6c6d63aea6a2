package io.lexiops.server.settings;

import io.lexiops.server.tool.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings that may change while the server runs; see {@link ConfigFile}. What each one means stands in
 * {@link ServerProperties}.
 */
public record ReloadableSettings(
        ServerProperties.Writes writes,
        List<TokenProperties> tokens,
        Set<String> namespaces,
        Set<String> deniedKinds,
        ServerProperties.Tools tools,
        int rate,
        int burst) {

    public ReloadableSettings {
        tokens = List.copyOf(tokens);
        namespaces = Set.copyOf(namespaces);
        deniedKinds = Set.copyOf(deniedKinds);
        if (rate < 1 || burst < 1) {
            throw new IllegalArgumentException("copilot.server.limits.rate and .burst are at least 1");
        }
    }

    /** As the server was started with. */
    public static ReloadableSettings of(ServerProperties properties) {
        return new ReloadableSettings(
                properties.writes(),
                properties.tokens(),
                properties.namespaces(),
                properties.deniedKinds(),
                properties.tools(),
                properties.limits().rate(),
                properties.limits().burst());
    }

    public boolean writesEnabled() {
        return writes == ServerProperties.Writes.ENABLED;
    }

    /** The names of the settings in which this differs from others. */
    public Set<String> differingFrom(ReloadableSettings others) {
        var differing = new LinkedHashSet<String>();
        add(differing, "writes", writes, others.writes);
        add(differing, "tokens", tokens, others.tokens);
        add(differing, "namespaces", namespaces, others.namespaces);
        add(differing, "denied-kinds", deniedKinds, others.deniedKinds);
        add(differing, "tools", tools, others.tools);
        add(differing, "limits.rate", rate, others.rate);
        add(differing, "limits.burst", burst, others.burst);
        return differing;
    }

    /** Whether somebody may see other tools than before. */
    public boolean showsOtherToolsThan(ReloadableSettings before) {
        return writes != before.writes || !tools.equals(before.tools) || !roles().equals(before.roles());
    }

    /** Callers that came with a token which is not good any more. */
    public Set<String> callersGoneSince(ReloadableSettings before) {
        var good = tokens.stream().collect(Collectors.toMap(TokenProperties::name, TokenProperties::sha256));
        return before.tokens.stream()
                .filter(token -> !token.sha256().equals(good.get(token.name())))
                .map(TokenProperties::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Map<String, Role> roles() {
        return tokens.stream().collect(Collectors.toMap(TokenProperties::name, TokenProperties::role));
    }

    private static void add(Set<String> differing, String name, Object one, Object other) {
        if (!one.equals(other)) {
            differing.add(name);
        }
    }
}
