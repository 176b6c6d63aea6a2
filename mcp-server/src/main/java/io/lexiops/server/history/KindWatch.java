package io.lexiops.server.history;

import io.lexiops.server.access.Fence;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.WatchEnd;
import io.lexiops.server.kubernetes.Kubernetes.WatchEvent;
import io.lexiops.server.kubernetes.Kubernetes.WatchQuery;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.kubernetes.ResourceType;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one kind in one place, for as long as its thread lives.
 *
 * <pre>
 * list      no version, or one that is too old -> objects; those that changed meanwhile are changes, too
 * watch     version                            -> events, until the server ends the stream
 * pause     an error                           -> longer each time; a missing right is tried again rarely
 * </pre>
 */
final class KindWatch implements Runnable {

    private static final int PAGE = 200;
    private static final Duration STREAM = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
    private static final Duration PAUSE_WITHOUT_RIGHT = Duration.ofMinutes(5);
    private static final Set<ErrorCode> NOT_SOON =
            Set.of(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.BACKEND_NOT_CONFIGURED);

    private final Sources sources;
    private final Supplier<String> context;
    private final WatchedKind kind;
    private final Map<String, String> digests = new HashMap<>();

    private String namespace;
    private @Nullable WatchedPlace loaded;
    private @Nullable String version;
    private volatile WatchState state = WatchState.starting();

    /**
     * @param context   asked before each stream: the only context of a kubeconfig can become another one
     * @param namespace empty means all, or, where that is forbidden, the server's own
     */
    KindWatch(Sources sources, Supplier<String> context, WatchedKind kind, String namespace) {
        this.sources = sources;
        this.context = context;
        this.kind = kind;
        this.namespace = namespace;
    }

    /** What all watches share. */
    record Sources(
            Kubernetes kubernetes,
            JdbcHistory history,
            CompactState compact,
            Fence fence,
            HistoryProperties limits,
            InstantSource clock) {}

    WatchedKind kind() {
        return kind;
    }

    WatchState state() {
        return state;
    }

    @Override
    public void run() {
        var pause = FIRST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
                pause = FIRST_PAUSE;
            } catch (ToolFailed e) {
                if (e.code() == ErrorCode.FORBIDDEN && narrowed()) {
                    continue;
                }
                state = WatchState.without(namespace, String.valueOf(e.getMessage()));
                pause = NOT_SOON.contains(e.code()) ? PAUSE_WITHOUT_RIGHT : longer(pause);
            } catch (RuntimeException e) {
                // One that nobody thought of must not end the watch while status says that it goes on.
                state = WatchState.without(namespace, "an unexpected failure: " + e);
                pause = longer(pause);
            }
            if (!slept(pause)) {
                return;
            }
        }
    }

    /** One list, if need be, and one stream. */
    private void round() {
        // A cluster that is away fails here: in the discovery one would fail after the other, and calls of tools behind
        // them.
        sources.kubernetes().identity();
        var type = sources.kubernetes().type(kind.plural(), null);
        sources.fence().checkKind(type.apiVersion(), type.kind());
        load(new WatchedPlace(context.get(), namespace, kind.kind()), type);
        if (version == null) {
            version = list(type);
        }
        state = WatchState.watching(namespace);
        var query = new WatchQuery(type, namespaceOrNull(), kind.selector(), version, STREAM);
        if (sources.kubernetes().watch(query, this::happened) == WatchEnd.TOO_OLD) {
            version = null;
        }
    }

    private void load(WatchedPlace place, ResourceType type) {
        if (!place.equals(loaded)) {
            var stored = sources.history().version(place).orElse(null);
            // Another cluster under the same name counts from the beginning: to follow it from a version that it has
            // not reached yet would be to wait in silence.
            version = stored == null || isAhead(stored, reached(type)) ? null : stored;
            digests.clear();
            digests.putAll(sources.history().digests(place));
            loaded = place;
        }
    }

    private String reached(ResourceType type) {
        return sources.kubernetes()
                .list(new ListQuery(type, namespaceOrNull(), null, kind.selector(), 1, null))
                .resourceVersion();
    }

    private static boolean isAhead(String stored, String reached) {
        return stored.matches("[0-9]{1,18}")
                && reached.matches("[0-9]{1,18}")
                && Long.parseLong(stored) > Long.parseLong(reached);
    }

    private String list(ResourceType type) {
        boolean first = sources.history().version(place()).isEmpty();
        var listed = new HashSet<String>();
        @Nullable String next = null;
        String reached;
        do {
            var page = sources.kubernetes()
                    .list(new ListQuery(type, namespaceOrNull(), null, kind.selector(), PAGE, next));
            page.items().forEach(object -> listed.add(object.uid()));
            note(page.items(), first);
            reached = page.resourceVersion();
            next = page.continueToken();
        } while (next != null);
        var missing = sources.history().missing(place(), listed);
        sources.history().gone(place(), missing);
        missing.forEach(object -> digests.remove(object.uid()));
        sources.history().reached(place(), reached);
        return reached;
    }

    private boolean happened(WatchEvent event) {
        var object = event.object();
        switch (event.what()) {
            case ADDED -> note(List.of(object), false);
            // One that was not followed before is not new.
            case MODIFIED -> note(List.of(object), !digests.containsKey(object.uid()));
            case DELETED -> {
                if (digests.remove(object.uid()) != null) {
                    sources.history()
                            .gone(
                                    place(),
                                    List.of(SeenObject.gone(
                                            object, sources.clock().instant())));
                }
                sources.history().reached(place(), object.resourceVersion());
            }
            case BOOKMARK -> sources.history().reached(place(), object.resourceVersion());
        }
        version = object.resourceVersion();
        return !Thread.currentThread().isInterrupted();
    }

    private void note(List<KubernetesObject> objects, boolean first) {
        var changed = new LinkedHashMap<SeenObject, String>();
        for (var object : objects) {
            if (isDerived(object) || isOneTooMany(object)) {
                continue;
            }
            var state = sources.compact().of(object);
            var digest = state.digest();
            if (!digest.equals(digests.get(object.uid()))) {
                changed.put(
                        SeenObject.of(object, state.fields(), sources.clock().instant()), digest);
            }
        }
        if (!changed.isEmpty()) {
            sources.history().seen(place(), changed, first);
            changed.forEach((object, digest) -> digests.put(object.uid(), digest));
            if (!first && version != null) {
                sources.history().reached(place(), objects.getLast().resourceVersion());
            }
        }
    }

    /** What a CronJob makes each minute is not what somebody changed. */
    private static boolean isDerived(KubernetesObject object) {
        return object.kind().equals("Job")
                && object.objectsAt("metadata", "ownerReferences").stream()
                        .anyMatch(owner -> "CronJob".equals(owner.get("kind")));
    }

    private boolean isOneTooMany(KubernetesObject object) {
        return digests.size() >= sources.limits().maxObjects() && !digests.containsKey(object.uid());
    }

    /** Who may not look everywhere looks where the server itself is. */
    private boolean narrowed() {
        if (!namespace.isEmpty() || Thread.currentThread().isInterrupted()) {
            return false;
        }
        try {
            namespace = sources.kubernetes().identity().namespace();
            return !namespace.isEmpty();
        } catch (ToolFailed _) {
            // Then it stays as it is, and is tried again like everything else.
            return false;
        }
    }

    private WatchedPlace place() {
        return java.util.Objects.requireNonNull(loaded, "a place is loaded before it is looked at");
    }

    private @Nullable String namespaceOrNull() {
        return namespace.isEmpty() ? null : namespace;
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
