package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.WatchEnd;
import io.lexiops.server.kubernetes.Kubernetes.WatchQuery;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Knows the Secrets of every namespace that is looked at, before anything of it is shown: people copy the value of a Secret
 * into a variable, an annotation, a config map, and nothing else tells that it is one. The first look at a namespace lists
 * its Secrets and follows them from then on, until nobody has looked for a while.
 *
 * <p>Where this server has no right to Secrets, it can know none; that is their owner's choice.
 */
final class FollowedSecrets implements AutoCloseable {

    // Releases of Helm are blobs of a megabyte, which nobody copies.
    private static final String SELECTED = "type!=helm.sh/release.v1";
    private static final int PAGE = 200;
    private static final int MOST_PLACES = 100;
    private static final Duration STREAM = Duration.ofMinutes(5);
    private static final Duration IDLE = Duration.ofMinutes(15);
    private static final Duration WITHOUT_RIGHT = Duration.ofMinutes(1);
    private static final Duration WITHOUT_WATCH = Duration.ofSeconds(5);
    private static final Set<ErrorCode> NO_RIGHT = Set.of(ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND);

    private final Kubernetes cluster;
    private final Redactor redactor;
    private final InstantSource clock;
    private final Map<Place, Following> places = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("secrets-", 0).factory());

    /** @param cluster with this server's own rights, without any fence */
    FollowedSecrets(Kubernetes cluster, Redactor redactor, InstantSource clock) {
        this.cluster = cluster;
        this.redactor = redactor;
        this.clock = clock;
    }

    /**
     * Where they are.
     *
     * @param cluster   a kubeconfig that changes can lead to another one
     * @param namespace empty means all
     */
    private record Place(String cluster, String namespace) {}

    private final class Following {

        private final Pending<Boolean> listed = new Pending<>();
        private volatile Instant used = clock.instant();
        // Until when it counts though nobody follows; null while it is followed.
        private volatile @Nullable Instant until;

        boolean counts() {
            var end = until;
            return end == null || clock.instant().isBefore(end);
        }
    }

    /**
     * Returns when the Secrets of a namespace are known.
     *
     * @param namespace null means all
     * @throws ToolFailed if they cannot be read now, for another reason than a missing right
     */
    void know(@Nullable String namespace) {
        var identity = cluster.identity();
        var here = identity.context() + " " + identity.server();
        var all = places.get(new Place(here, ""));
        if (all != null && all.counts() && all.listed.is(true)) {
            all.used = clock.instant();
            return;
        }
        var place = new Place(here, Objects.requireNonNullElse(namespace, ""));
        var following = places.compute(place, (_, now) -> now != null && now.counts() ? now : started(place));
        following.used = clock.instant();
        await(following);
        if (places.size() > MOST_PLACES) {
            forgetOne();
        }
    }

    private Following started(Place place) {
        var following = new Following();
        var work = ClusterContext.carried(() -> {
            follow(place, following);
            return place;
        });
        threads.execute(() -> {
            var _ = work.get();
        });
        return following;
    }

    private static void await(Following following) {
        try {
            boolean _ = following.listed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "", Map.of(), e);
        }
    }

    private void follow(Place place, Following following) {
        try {
            var type = cluster.type("secrets", "v1");
            var version = list(type, place);
            following.listed.give(true);
            watch(type, place, following, version);
            places.remove(place, following);
        } catch (ToolFailed e) {
            if (following.listed.is(true)) {
                // The list was good, the stream is not: what is new is learned with the next list.
                following.until = clock.instant().plus(NO_RIGHT.contains(e.code()) ? WITHOUT_WATCH : Duration.ZERO);
            } else if (NO_RIGHT.contains(e.code())) {
                following.until = clock.instant().plus(WITHOUT_RIGHT);
                following.listed.give(false);
            } else {
                places.remove(place, following);
                following.listed.fail(e);
            }
        } catch (RuntimeException e) {
            places.remove(place, following);
            following.listed.fail(e);
        }
    }

    private String list(ResourceType type, Place place) {
        String reached;
        @Nullable String next = null;
        do {
            var page = cluster.list(new ListQuery(type, namespace(place), null, SELECTED, PAGE, next));
            page.items().forEach(secret -> redactor.learn(secret.content()));
            reached = page.resourceVersion();
            next = page.continueToken();
        } while (next != null);
        return reached;
    }

    /** Until nobody has looked for long, or there is a new list to make. */
    private void watch(ResourceType type, Place place, Following following, String from) {
        var version = new String[] {from};
        while (clock.instant().isBefore(following.used.plus(IDLE)) && places.get(place) == following) {
            var end = cluster.watch(new WatchQuery(type, namespace(place), SELECTED, version[0], STREAM), event -> {
                if (event.what() != Kubernetes.WatchEvent.What.BOOKMARK) {
                    redactor.learn(event.object().content());
                }
                version[0] = event.object().resourceVersion();
                return !Thread.currentThread().isInterrupted() && places.get(place) == following;
            });
            if (end == WatchEnd.TOO_OLD) {
                return;
            }
        }
    }

    private static @Nullable String namespace(Place place) {
        return place.namespace().isEmpty() ? null : place.namespace();
    }

    private void forgetOne() {
        places.entrySet().stream()
                .min(Comparator.comparing(entry -> entry.getValue().used))
                .ifPresent(oldest -> places.remove(oldest.getKey(), oldest.getValue()));
    }

    @Override
    public void close() {
        places.clear();
        threads.shutdownNow();
    }
}
