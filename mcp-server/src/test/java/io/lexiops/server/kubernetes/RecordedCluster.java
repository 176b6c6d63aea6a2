package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers reads with what a real API server once answered; refuses writes. */
public final class RecordedCluster implements Kubernetes {

    private final KubernetesObject recording;
    private final Set<String> forbidden;

    private RecordedCluster(KubernetesObject recording, Set<String> forbidden) {
        this.recording = recording;
        this.forbidden = Set.copyOf(forbidden);
    }

    public static RecordedCluster of(byte[] json) {
        return new RecordedCluster(new KubernetesObject(JsonText.object(json)), Set.of());
    }

    /** The same for an identity that may not list these. */
    public RecordedCluster forbidding(String... plurals) {
        return new RecordedCluster(recording, Set.of(plurals));
    }

    /** When it was recorded. */
    public Instant at() {
        return Instant.parse(recording.textAt("", "at"));
    }

    static String key(LogQuery query) {
        return query.pod() + "/" + query.container() + (query.previous() ? " before" : "");
    }

    @Override
    public ObjectPage list(ListQuery query) {
        if (forbidden.contains(query.type().plural())) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN, "may not list " + query.type().plural(), "");
        }
        var items = recording.objectsAt("lists", query.type().plural()).stream()
                .map(KubernetesObject::new)
                .toList();
        return new ObjectPage(items, null, null, "1");
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        if (!(recording.at("logs", key(query)) instanceof List<?> lines)) {
            throw new ToolFailed(ErrorCode.NOT_FOUND, "no log of " + key(query), "");
        }
        lines.stream().map(String::valueOf).takeWhile(line).forEach(_ -> {});
    }

    @Override
    public ClusterIdentity identity() {
        return new ClusterIdentity("recorded", "https://recorded", "v1.20.2", "default", "");
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of();
    }

    @Override
    public ResourceType type(String words, @Nullable String apiVersion) {
        var plural = words.toLowerCase(Locale.ROOT);
        plural = plural.endsWith("s") ? plural : plural + "s";
        if (recording.at("lists", plural) == null && !forbidden.contains(plural)) {
            throw new ToolFailed(ErrorCode.NOT_FOUND, plural + " were not recorded", "");
        }
        var kind = Character.isUpperCase(words.charAt(0)) ? words : plural;
        return new ResourceType("v1", kind, plural, plural, List.of(), true, Set.of("list"), Set.of());
    }

    @Override
    public KubernetesObject get(ObjectRef ref) {
        return find(ref).orElseThrow(() -> new ToolFailed(ErrorCode.NOT_FOUND, "there is no " + ref, ""));
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        return recording.objectsAt("lists", ref.type().plural()).stream()
                .map(KubernetesObject::new)
                .filter(object -> object.name().equals(ref.name()))
                .findFirst();
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        throw onlyRead();
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        throw onlyRead();
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        throw onlyRead();
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        throw onlyRead();
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        throw onlyRead();
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        throw new UnsupportedOperationException("nothing happens in a recording");
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        throw onlyRead();
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        throw onlyRead();
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        throw onlyRead();
    }

    @Override
    public Map<String, Object> raw(String path) {
        throw onlyRead();
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        throw onlyRead();
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        throw onlyRead();
    }

    private static IllegalStateException onlyRead() {
        return new IllegalStateException("a recording cannot be changed or asked for more");
    }
}
