package io.lexiops.server.kubernetes;

import io.lexiops.server.access.Fence;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as far as it is open to the caller in whose name the thread works: the one place that no tool gets around,
 * however it names an object. What the server does for itself is held to the server's own namespaces.
 */
final class FencedKubernetes implements Kubernetes {

    private static final Caller THE_SERVER = new Caller("this server", Role.ROUTER, Set.of());

    private final Kubernetes cluster;
    private final Fence fence;
    private final boolean kinds;
    private final @Nullable ProgramText programs;
    private final @Nullable FollowedSecrets secrets;

    private FencedKubernetes(
            Kubernetes cluster,
            Fence fence,
            boolean kinds,
            @Nullable ProgramText programs,
            @Nullable FollowedSecrets secrets) {
        this.cluster = cluster;
        this.fence = fence;
        this.kinds = kinds;
        this.programs = programs;
        this.secrets = secrets;
    }

    static FencedKubernetes of(Kubernetes cluster, Fence fence, ProgramText programs, FollowedSecrets secrets) {
        return new FencedKubernetes(cluster, fence, true, programs, secrets);
    }

    /** Of closed kinds too: for Helm, whose releases are Secrets, and for learning which values must not be shown. */
    static FencedKubernetes withEveryKind(Kubernetes cluster, Fence fence) {
        return new FencedKubernetes(cluster, fence, false, null, null);
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
        checkRead(ref);
        know(ref.namespace());
        return shown(told(ref, () -> cluster.get(ref)));
    }

    @Override
    public Optional<KubernetesObject> find(ObjectRef ref) {
        checkRead(ref);
        know(ref.namespace());
        return cluster.find(ref).map(this::shown);
    }

    @Override
    public ObjectPage list(ListQuery query) {
        checkKind(query.type());
        var namespace = query.namespace();
        if (!query.type().namespaced()) {
            return open().isEmpty() ? cluster.list(query) : filtered(cluster.list(query));
        }
        checkNamespace(namespace, query.type());
        know(namespace);
        return cluster.list(query);
    }

    @Override
    public PrintedPage print(ListQuery query, boolean whole) {
        checkKind(query.type());
        if (query.type().namespaced()) {
            checkNamespace(query.namespace(), query.type());
            know(query.namespace());
            return cluster.print(query, whole);
        }
        // Which namespace an object of the whole cluster belongs to may stand anywhere in it.
        return open().isEmpty() ? cluster.print(query, whole) : filtered(cluster.print(query, true));
    }

    @Override
    public KubernetesObject create(ResourceType type, KubernetesObject object, WriteOptions options) {
        checkWrite(type, object.namespace(), options);
        return cluster.create(type, object, options);
    }

    @Override
    public KubernetesObject apply(ResourceType type, KubernetesObject object, boolean force, WriteOptions options) {
        checkWrite(type, object.namespace(), options);
        return cluster.apply(type, object, force, options);
    }

    @Override
    public KubernetesObject patch(
            ObjectRef ref, PatchType patchType, Object patch, @Nullable String subresource, WriteOptions options) {
        checkWrite(ref.type(), ref.namespace(), options);
        return told(ref, () -> cluster.patch(ref, patchType, patch, subresource, options));
    }

    @Override
    public KubernetesObject replace(ResourceType type, KubernetesObject object, WriteOptions options) {
        checkWrite(type, object.namespace(), options);
        return cluster.replace(type, object, options);
    }

    @Override
    public void delete(
            ObjectRef ref,
            @Nullable String uid,
            @Nullable String resourceVersion,
            String propagation,
            WriteOptions options) {
        checkWrite(ref.type(), ref.namespace(), options);
        told(ref, () -> {
            cluster.delete(ref, uid, resourceVersion, propagation, options);
            return ref;
        });
    }

    @Override
    public void logs(LogQuery query, Predicate<String> line, BooleanSupplier cancelled) {
        var pods = cluster.type("pods", "v1");
        checkKind(pods);
        checkNamespace(query.namespace(), pods);
        know(query.namespace());
        if (programs == null) {
            cluster.logs(query, line, cancelled);
            return;
        }
        var lines = programs.lines(query, line);
        cluster.logs(query, lines::accept, cancelled);
        lines.end();
    }

    @Override
    public WatchEnd watch(WatchQuery query, Predicate<WatchEvent> event) {
        checkKind(query.type());
        if (query.type().namespaced()) {
            checkNamespace(query.namespace(), query.type());
            know(query.namespace());
        } else if (!open().isEmpty()) {
            throw closed("the " + query.type().plural() + " of the whole cluster are not open to " + caller().name());
        }
        return cluster.watch(query, event);
    }

    @Override
    public Eviction evict(ObjectRef pod, String uid) {
        checkKind(pod.type());
        checkNamespace(pod.namespace(), pod.type());
        return cluster.evict(pod, uid);
    }

    @Override
    public ExecResult exec(ExecRequest request) {
        var pods = cluster.type("pods", "v1");
        checkKind(pods);
        checkNamespace(request.namespace(), pods);
        know(request.namespace());
        return programs == null ? cluster.exec(request) : programs.said(request, cluster::exec);
    }

    @Override
    public AccessAnswer canI(AccessQuestion question) {
        return cluster.canI(question);
    }

    @Override
    public Map<String, Object> raw(String path) {
        checkPath(path);
        return cluster.raw(path);
    }

    @Override
    public <T> T raw(String path, StreamReader<T> reader) {
        checkPath(path);
        return cluster.raw(path, reader);
    }

    private void know(@Nullable String namespace) {
        if (secrets != null) {
            secrets.know(namespace);
        }
    }

    private void checkPath(String path) {
        RawPath.of(path, cluster.resourceTypes()).ifPresent(resource -> {
            checkKind(resource.type());
            if (resource.type().namespaced()) {
                checkNamespace(resource.namespace(), resource.type());
            } else if (resource.name() != null) {
                checkRead(new ObjectRef(resource.type(), null, resource.name()));
            } else if (!open().isEmpty() && NamesNamespaces.isNamed(resource.type())) {
                throw closed("all " + resource.type().plural() + " are not open to " + caller().name());
            }
        });
    }

    private Caller caller() {
        return fence.current().orElse(THE_SERVER);
    }

    private Set<String> open() {
        return fence.open();
    }

    private void checkRead(ObjectRef ref) {
        checkKind(ref.type());
        if (ref.type().namespaced()) {
            checkNamespace(ref.namespace(), ref.type());
        } else if (ref.type().kind().equals("Namespace") && ref.type().group().isEmpty()) {
            fence.checkNamespace(caller(), ref.name());
        }
    }

    private void checkWrite(ResourceType type, @Nullable String namespace, WriteOptions options) {
        checkKind(type);
        if (type.namespaced()) {
            checkNamespace(namespace, type);
        } else if (!options.dryRun() || kinds) {
            // Helm tries out whole charts; what of them would change is looked at before it is made.
            fence.checkObject(caller(), "", type.kind(), null, true);
        }
    }

    private void checkKind(ResourceType type) {
        if (!kinds) {
            return;
        }
        fence.checkKind(type.apiVersion(), type.kind());
        // The settings may name it as kubectl does.
        fence.checkKind(type.apiVersion(), type.plural());
        fence.checkKind(type.apiVersion(), type.singular());
        type.shortNames().forEach(name -> fence.checkKind(type.apiVersion(), name));
    }

    private void checkNamespace(@Nullable String namespace, ResourceType type) {
        if (namespace != null) {
            fence.checkNamespace(caller(), namespace);
        } else if (!open().isEmpty()) {
            throw closed("the " + type.plural() + " of all namespaces are not open to " + caller().name());
        }
    }

    private ToolFailed closed(String what) {
        return new ToolFailed(
                ErrorCode.FORBIDDEN,
                what,
                "allowed: " + String.join(", ", open().stream().sorted().toList()));
    }

    private KubernetesObject shown(KubernetesObject object) {
        if (!NamesNamespaces.isOpen(object, open())) {
            throw closed(object.kind() + "/" + object.name() + " belongs to a namespace that is not open to "
                    + caller().name());
        }
        return object;
    }

    /** How many there are elsewhere is not told either. */
    private ObjectPage filtered(ObjectPage page) {
        var items = page.items().stream()
                .filter(item -> NamesNamespaces.isOpen(item, open()))
                .toList();
        return new ObjectPage(items, page.continueToken(), null, page.resourceVersion());
    }

    private PrintedPage filtered(PrintedPage page) {
        var rows = page.rows().stream()
                .filter(row -> NamesNamespaces.isOpen(row.object(), open()))
                .toList();
        return new PrintedPage(page.headings(), rows, page.continueToken(), null, page.resourceVersion());
    }

    /** What says that an object is missing tells near names and other namespaces: only those that are open. */
    private <T> T told(ObjectRef ref, Supplier<T> call) {
        try {
            return call.get();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.NOT_FOUND && !open().isEmpty()) {
                throw MissingObject.of(this, ref);
            }
            throw e;
        }
    }
}
