package io.lexiops.server.settings;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands in a configuration file; null is what does not. */
record FileSettings(
        ServerProperties.@Nullable Writes writes,
        @Nullable List<TokenProperties> tokens,
        @Nullable Set<String> namespaces,
        @Nullable Set<String> deniedKinds,
        @Nullable ToolLists tools,
        @Nullable Rates limits) {

    /** The two limits that can change. */
    record Rates(@Nullable Integer rate, @Nullable Integer burst) {

        static final Rates NONE = new Rates(null, null);
    }

    /** The lists of tools; each of them can be there or not. */
    record ToolLists(
            @Nullable Set<String> enable,
            @Nullable Set<String> allow,
            @Nullable Set<String> deny) {

        static final ToolLists NONE = new ToolLists(null, null, null);

        ServerProperties.Tools over(ServerProperties.Tools atStart) {
            return new ServerProperties.Tools(
                    Objects.requireNonNullElse(enable, atStart.enable()),
                    Objects.requireNonNullElse(allow, atStart.allow()),
                    Objects.requireNonNullElse(deny, atStart.deny()));
        }
    }

    static final FileSettings NONE = new FileSettings(null, null, null, null, null, null);

    /** A setting that is not in the file is as at the start. */
    ReloadableSettings over(ReloadableSettings atStart) {
        var rates = Objects.requireNonNullElse(limits, Rates.NONE);
        return new ReloadableSettings(
                Objects.requireNonNullElse(writes, atStart.writes()),
                Objects.requireNonNullElse(tokens, atStart.tokens()),
                namespaces == null ? atStart.namespaces() : ServerProperties.trimmed(namespaces),
                deniedKinds == null ? atStart.deniedKinds() : ServerProperties.trimmed(deniedKinds),
                Objects.requireNonNullElse(tools, ToolLists.NONE).over(atStart.tools()),
                Objects.requireNonNullElse(rates.rate(), atStart.rate()),
                Objects.requireNonNullElse(rates.burst(), atStart.burst()));
    }
}
