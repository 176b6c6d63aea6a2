package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Several clusters behind one port: each call goes to the one that it is bound to. */
final class BoundKubernetes implements Kubernetes {

    private final KubernetesContexts contexts;

    BoundKubernetes(KubernetesContexts contexts) {
        this.contexts = contexts;
    }

    @Override
    public ClusterIdentity identity() {
        return contexts.bound().identity();
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return contexts.bound().resourceTypes();
    }

    @Override
    public ResourceType type(String words, @Nullable String apiVersion) {
        return contexts.bound().type(words, apiVersion);
    }

    @Override
    public KubernetesObject get(ObjectRef ref) {
        return contexts.bound().get(ref);
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        return contexts.bound().find(ref);
    }

    @Override
    public ObjectPage list(ListQuery query) {
        return contexts.bound().list(query);
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        return contexts.bound().print(query, whole);
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        return contexts.bound().create(type, object, options);
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        return contexts.bound().apply(type, object, force, options);
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        return contexts.bound().patch(ref, patchType, patch, subresource, options);
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        return contexts.bound().replace(type, object, options);
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        contexts.bound().delete(ref, uid, resourceVersion, propagation, options);
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        contexts.bound().logs(query, line, cancelled);
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        return contexts.bound().watch(query, event);
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        return contexts.bound().canI(question);
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        return contexts.bound().evict(pod, uid);
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        return contexts.bound().exec(request);
    }

    @Override
    public Map<String, Object> raw(String path) {
        return contexts.bound().raw(path);
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        return contexts.bound().raw(path, reader);
    }
}
