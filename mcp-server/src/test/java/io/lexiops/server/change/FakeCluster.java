package io.lexiops.server.change;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Objects of the namespace "shop" with versions, and a count of the writes that reached them. */
final class FakeCluster implements LiveObjects {

    final AtomicInteger writes = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();

    /** How many looks it takes until a write has converged. */
    volatile int looksUntilConverged = 1;

    /** The pods that every write replaces. */
    volatile List<TargetRef> replaced = List.of();

    /** Runs when a write is followed up. */
    volatile Runnable followUp = () -> {};

    /** Runs right before a write reaches the objects. */
    volatile Runnable beforeWrite = () -> {};

    /** Runs right after, before the answer gets back. */
    volatile Runnable afterWrite = () -> {};

    volatile boolean unreadable;
    volatile boolean lookRefused;

    private final Map<String, Map<String, Object>> objects = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong(100);

    @Override
    public Optional<Map<String, Object>> find(TargetRef target) {
        if (unreadable) {
            throw new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, "the cluster does not answer", "try again");
        }
        return Optional.ofNullable(objects.get(key(target.kind(), target.name())));
    }

    /** As if somebody else had written it. */
    void put(String kind, String name, Map<String, Object> content, String manager) {
        objects.compute(key(kind, name), (_, before) -> object(kind, name, content, manager, before));
    }

    /** A controller notes something; nobody wants anything else. */
    void noteStatus(String kind, String name) {
        objects.computeIfPresent(key(kind, name), (_, before) -> {
            var after = new LinkedHashMap<>(before);
            after.put("status", Map.of("note", version.get()));
            var metadata = new LinkedHashMap<>(Json.part(before.get("metadata")));
            metadata.put("resourceVersion", Long.toString(version.incrementAndGet()));
            after.put("metadata", metadata);
            return after;
        });
    }

    void remove(String kind, String name) {
        objects.remove(key(kind, name));
    }

    @Nullable Map<String, Object> get(String kind, String name) {
        return objects.get(key(kind, name));
    }

    /** The value under data, or null. */
    @Nullable Object value(String kind, String name, String key) {
        var object = get(kind, name);
        return object == null ? null : Json.part(object.get("data")).get(key);
    }

    TargetRef target(String kind, String name) {
        var object = objects.get(key(kind, name));
        var metadata = object == null ? Map.<String, Object>of() : Json.part(object.get("metadata"));
        return new TargetRef(
                "v1",
                kind,
                "shop",
                name,
                object == null ? null : String.valueOf(metadata.get("uid")),
                object == null ? TargetRef.ABSENT : String.valueOf(metadata.get("resourceVersion")));
    }

    /** Writes with the version of the preview as the precondition. */
    TargetRef write(TargetChange change, @Nullable Map<String, Object> content) {
        var target = change.target();
        beforeWrite.run();
        objects.compute(key(target.kind(), target.name()), (_, before) -> {
            var live = target(before);
            if (!live.equals(target.resourceVersion())) {
                throw new ToolFailed(
                        ErrorCode.PRECONDITION_FAILED, target.name() + " is at " + live + " now", "look again");
            }
            writes.incrementAndGet();
            return content == null ? null : object(target.kind(), target.name(), content, "copilot", before);
        });
        looks.set(0);
        afterWrite.run();
        return target(target.kind(), target.name());
    }

    Convergence look() {
        if (lookRefused) {
            throw new ToolFailed(ErrorCode.FORBIDDEN, "may not look", "");
        }
        return looks.incrementAndGet() >= looksUntilConverged
                ? Convergence.reached()
                : new Convergence(false, List.of("web-1 is not ready"));
    }

    /** Each context has objects of its own. */
    private static String key(String kind, String name) {
        return ClusterContext.told().map(context -> context + " ").orElse("") + kind + "/" + name;
    }

    private static String target(@Nullable Map<String, Object> live) {
        return live == null
                ? TargetRef.ABSENT
                : String.valueOf(Json.part(live.get("metadata")).get("resourceVersion"));
    }

    private Map<String, Object> object(
            String kind,
            String name,
            Map<String, Object> content,
            String manager,
            @Nullable Map<String, Object> before) {
        long now = version.incrementAndGet();
        var uid = before == null
                ? "uid-" + now
                : Objects.requireNonNull(Json.part(before.get("metadata")).get("uid"));
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", "v1");
        object.put("kind", kind);
        object.put(
                "metadata",
                Map.of(
                        "name",
                        name,
                        "namespace",
                        "shop",
                        "uid",
                        uid,
                        "resourceVersion",
                        Long.toString(now),
                        "managedFields",
                        List.of(
                                Map.of(
                                        "manager",
                                        manager,
                                        "time",
                                        "2026-11-24T07:00:0" + now % 10 + "Z",
                                        "fieldsV1",
                                        Map.of("f:data", Map.of("f:value", Map.of()))),
                                // It follows every change a moment later.
                                Map.of(
                                        "manager",
                                        "kube-controller-manager",
                                        "time",
                                        "2026-11-24T07:00:59Z",
                                        "fieldsV1",
                                        Map.of("f:status", Map.of())))));
        object.putAll(content);
        return object;
    }
}
