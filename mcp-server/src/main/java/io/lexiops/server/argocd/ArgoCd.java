package io.lexiops.server.argocd;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Argo CD server. Every method throws {@link io.lexiops.server.tool.ToolFailed}: {@code NOT_FOUND}, {@code FORBIDDEN},
 * {@code CONFLICT} if an operation is under way, {@code REFUSED} if Argo CD does not do it on principle,
 * {@code BACKEND_UNAVAILABLE}, {@code TIMEOUT}. Nothing here is redacted yet.
 */
public interface ArgoCd {

    /**
     * The applications that this server's account may see, by name.
     *
     * @param project  null means all
     * @param selector a label selector; null means all
     */
    List<Application> applications(@Nullable String project, @Nullable String selector);

    Application application(String name);

    /** The objects of an application and those that they made, each with kind, name, health and parents. */
    List<Map<String, Object>> tree(String name);

    /** What Argo CD compares: for each managed object the live state and the state that a sync would give. */
    List<ManagedObject> managed(String name);

    /** The manifests that the application's source has at a revision. */
    List<Map<String, Object>> manifests(String name, String revision);

    /** Starts a sync and returns at once. */
    void sync(String name, SyncRequest request);

    /**
     * Starts going back to an entry of the application's history and returns at once.
     *
     * @param id    the entry's id, not its place
     * @param prune also deletes what that entry did not have
     */
    void rollback(String name, long id, boolean prune);

    /**
     * How to sync.
     *
     * @param revision  null means the one that the application follows
     * @param resources only these; empty means all
     */
    record SyncRequest(@Nullable String revision, boolean prune, List<ResourceChoice> resources) {

        public SyncRequest {
            resources = List.copyOf(resources);
        }
    }

    /**
     * One object of an application.
     *
     * @param namespace empty means any
     */
    record ResourceChoice(String group, String kind, String namespace, String name) {

        boolean means(String otherGroup, String otherKind, String otherNamespace, String otherName) {
            return group.equals(otherGroup)
                    && kind.equals(otherKind)
                    && name.equals(otherName)
                    && (namespace.isEmpty() || namespace.equals(otherNamespace));
        }
    }

    /**
     * An object that an application manages.
     *
     * @param live      null if it does not exist
     * @param predicted what it would be after a sync; null if it is no longer in the source
     */
    record ManagedObject(
            String group,
            String kind,
            String namespace,
            String name,
            @Nullable Map<String, Object> live,
            @Nullable Map<String, Object> predicted,
            boolean hook) {}
}
