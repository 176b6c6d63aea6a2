package io.lexiops.server.helm;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The releases of one cluster. Every method throws {@link io.lexiops.server.tool.ToolFailed} with words for the caller.
 * Nothing here is redacted yet. CRDs that a chart brings are never installed: they belong to the whole cluster.
 */
public interface HelmReleases {

    /** The newest revision of each release, by name; those that are uninstalled but kept too. */
    List<Release> list(String namespace);

    /** All revisions that Helm has kept, oldest first; empty if there is no such release. */
    List<Release> history(ReleaseRef ref);

    /** The newest revision. */
    default Optional<Release> find(ReleaseRef ref) {
        var history = history(ref);
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    /**
     * What the chart's templates give, without touching the cluster. Objects that Helm would run as hooks are among them,
     * with their annotations.
     */
    List<Map<String, Object>> render(Chart chart, ReleaseRef ref, Map<String, Object> values);

    /** Installs without waiting. */
    void install(Chart chart, ReleaseRef ref, Map<String, Object> values);

    /**
     * Upgrades without waiting.
     *
     * @param values all user-supplied values; those of the revision before are not used
     */
    void upgrade(Chart chart, ReleaseRef ref, Map<String, Object> values, String description);

    /** Makes a new revision with chart, values and objects of an old one, as {@code helm rollback} does. */
    void rollback(Release to);

    /**
     * Removes the release's objects.
     *
     * @param keepHistory keeps the revisions, so that it can be brought back
     */
    void uninstall(ReleaseRef ref, boolean keepHistory);
}
