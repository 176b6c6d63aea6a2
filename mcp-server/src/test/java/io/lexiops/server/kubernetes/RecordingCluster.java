package io.lexiops.server.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A cluster that remembers what was read from it, for a {@link RecordedCluster}. */
public final class RecordingCluster implements Kubernetes {

    private final Kubernetes cluster;
    private final Map<String, List<Map<String, Object>>> lists = new LinkedHashMap<>();
    private final Map<String, List<String>> logs = new LinkedHashMap<>();

    public RecordingCluster(Kubernetes cluster) {
        this.cluster = cluster;
    }

    /** What was read, as JSON text. */
    public String recording(Instant at) {
        var recording = new LinkedHashMap<String, Object>();
        recording.put("at", at.toString());
        recording.put("lists", lists);
        recording.put("logs", logs);
        return new String(JsonText.bytes(recording), StandardCharsets.UTF_8)
                .replace("},{\"apiVersion\"", "},\n{\"apiVersion\"");
    }

    @Override
    public ObjectPage list(ListQuery query) {
        var page = cluster.list(query);
        var known = lists.computeIfAbsent(query.type().plural(), _ -> new ArrayList<>());
        page.items().forEach(item -> known.add(Recorded.trimmed(item)));
        return page;
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        var key = RecordedCluster.key(query);
        var lines = new ArrayList<String>();
        cluster.logs(
                query,
                text -> {
                    lines.add(text);
                    return line.test(text);
                },
                cancelled);
        logs.put(key, lines);
    }

    @Override
    public ClusterIdentity identity() {
        return cluster.identity();
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return cluster.resourceTypes();
    }

    @Override
    public ResourceType type(String words, @Nullable String apiVersion) {
        return cluster.type(words, apiVersion);
    }

    @Override
    public KubernetesObject get(ObjectRef ref) {
        return cluster.get(ref);
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        return cluster.find(ref);
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        return cluster.create(type, object, options);
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        return cluster.apply(type, object, force, options);
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        return cluster.patch(ref, patchType, patch, subresource, options);
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        return cluster.replace(type, object, options);
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        cluster.delete(ref, uid, resourceVersion, propagation, options);
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        return cluster.watch(query, event);
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        return cluster.evict(pod, uid);
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        return cluster.exec(request);
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        return cluster.canI(question);
    }

    @Override
    public Map<String, Object> raw(String path) {
        return cluster.raw(path);
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        return cluster.print(query, whole);
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        return cluster.raw(path, reader);
    }
}
