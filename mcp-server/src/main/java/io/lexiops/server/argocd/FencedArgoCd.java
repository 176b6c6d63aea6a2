package io.lexiops.server.argocd;

import io.lexiops.server.access.Fence;
import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The applications that are open to the caller in whose name the thread works: those that are deployed into a namespace
 * that is, on the cluster of Argo CD. An operation that would also touch something that is closed is refused as a whole.
 */
final class FencedArgoCd implements ArgoCd {

    private static final Caller THE_SERVER = new Caller("this server", Role.ROUTER, Set.of());

    private final ArgoCd argo;
    private final Fence fence;

    FencedArgoCd(ArgoCd argo, Fence fence) {
        this.argo = argo;
        this.fence = fence;
    }

    @Override
    public List<Application> applications(@Nullable String project, @Nullable String selector) {
        return argo.applications(project, selector).stream()
                .filter(this::isOpen)
                .map(this::shown)
                .toList();
    }

    @Override
    public Application application(String name) {
        var application = argo.application(name);
        if (!isOpen(application)) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "application " + name + " is deployed to a place that is not open to "
                            + fence.current().orElse(THE_SERVER).name(),
                    "open namespaces: "
                            + String.join(", ", fence.open().stream().sorted().toList()));
        }
        return shown(application);
    }

    @Override
    public List<Map<String, Object>> tree(String name) {
        check(name);
        return argo.tree(name).stream().filter(this::isOpen).toList();
    }

    @Override
    public List<ManagedObject> managed(String name) {
        check(name);
        var managed = argo.managed(name);
        // A preview leaves hooks out; they run nevertheless.
        managed.stream().filter(ManagedObject::hook).forEach(this::checkHook);
        return managed;
    }

    @Override
    public List<Map<String, Object>> manifests(String name, String revision) {
        check(name);
        var manifests = argo.manifests(name, revision);
        manifests.stream()
                .map(KubernetesObject::new)
                .filter(object -> object.at("metadata", "annotations", "argocd.argoproj.io/hook") != null)
                .forEach(hook -> check(hook.apiVersion(), hook.kind(), hook.textAt("", "metadata", "namespace")));
        return manifests;
    }

    @Override
    public void sync(String name, SyncRequest request) {
        check(name);
        argo.sync(name, request);
    }

    @Override
    public void rollback(String name, long id, boolean prune) {
        check(name);
        argo.rollback(name, id, prune);
    }

    private void check(String name) {
        if (!fence.open().isEmpty()) {
            application(name);
        }
    }

    private boolean isOpen(Application application) {
        return fence.open().isEmpty()
                || (application.isInCluster() && fence.open().contains(application.destinationNamespace()));
    }

    private boolean isOpen(Map<String, Object> resource) {
        var object = new KubernetesObject(resource);
        var namespace = object.textAt("", "namespace");
        var group = object.textAt("", "group");
        return fence.allowsKind(group.isEmpty() ? "v1" : group + "/v1", object.textAt("", "kind"))
                && (fence.open().isEmpty()
                        || namespace.isEmpty()
                        || fence.open().contains(namespace));
    }

    /** Its status names objects, which may be elsewhere. */
    private Application shown(Application application) {
        var status = new LinkedHashMap<>(application.object().mapAt("status"));
        var all = new LinkedHashMap<>(status);
        onlyOpen(status, "resources");
        within(
                status,
                "operationState",
                operation -> within(operation, "syncResult", result -> onlyOpen(result, "resources")));
        if (status.equals(all)) {
            return application;
        }
        var content = new LinkedHashMap<>(application.object().content());
        content.put("status", status);
        return new Application(new KubernetesObject(content));
    }

    private void onlyOpen(Map<String, Object> holder, String list) {
        if (holder.containsKey(list)) {
            var open = new KubernetesObject(holder)
                    .objectsAt(list).stream().filter(this::isOpen).toList();
            holder.put(list, open);
        }
    }

    private static void within(Map<String, Object> holder, String key, Consumer<Map<String, Object>> change) {
        if (holder.containsKey(key)) {
            var inner = new LinkedHashMap<>(new KubernetesObject(holder).mapAt(key));
            change.accept(inner);
            holder.put(key, inner);
        }
    }

    /** One of the whole cluster is for nobody who is kept within namespaces: no preview shows what it does. */
    private void checkHook(ManagedObject hook) {
        fence.checkObject(
                fence.current().orElse(THE_SERVER),
                hook.group().isEmpty() ? "v1" : hook.group() + "/v1",
                hook.kind(),
                hook.namespace().isEmpty() ? null : hook.namespace(),
                true);
    }

    private void check(String apiVersion, String kind, String namespace) {
        fence.checkKind(apiVersion, kind);
        if (!namespace.isEmpty()) {
            fence.checkNamespace(fence.current().orElse(THE_SERVER), namespace);
        }
    }
}
