package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where calls may go. A caller's namespaces narrow the server's, never widen them. It holds for every backend, and for
 * each object of a manifest.
 */
public final class Fence {

    private final Set<String> namespaces;
    private final Set<String> deniedKinds;

    /**
     * Builds a fence.
     *
     * @param namespaces  the server's allow-list; empty means that only the backend's own rights count
     * @param deniedKinds kinds that nobody touches through this server: {@code Secret}, {@code rbac.authorization.k8s.io/*}
     */
    public Fence(Set<String> namespaces, Set<String> deniedKinds) {
        this.namespaces = Set.copyOf(namespaces);
        this.deniedKinds =
                deniedKinds.stream().map(kind -> kind.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The caller with the namespaces that are really open to them; tools look only at those. Empty means all.
     *
     * @throws ToolFailed {@code FORBIDDEN} if none is left
     */
    public Caller within(Caller caller) {
        if (namespaces.isEmpty()) {
            return caller;
        }
        if (caller.namespaces().isEmpty()) {
            return new Caller(caller.name(), caller.role(), namespaces);
        }
        var both = new TreeSet<>(caller.namespaces());
        both.retainAll(namespaces);
        if (both.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "no namespace is open to " + caller.name(),
                    "the server is limited to other namespaces than this caller; ask who runs it");
        }
        return new Caller(caller.name(), caller.role(), both);
    }

    public boolean allows(Caller caller, String namespace) {
        var open = within(caller).namespaces();
        return open.isEmpty() || open.contains(namespace);
    }

    /** Refuses a namespace that is not open to the caller. */
    public void checkNamespace(Caller caller, String namespace) {
        if (!allows(caller, namespace)) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "namespace '" + namespace + "' is not open to " + caller.name(),
                    "allowed: " + String.join(", ", new TreeSet<>(within(caller).namespaces())));
        }
    }

    /**
     * Refuses an object that the caller may not read or write.
     *
     * @param namespace null for a cluster-scoped object: those are read-only behind a fence
     */
    public void checkObject(Caller caller, String apiVersion, String kind, @Nullable String namespace, boolean writes) {
        checkKind(apiVersion, kind);
        if (namespace != null) {
            checkNamespace(caller, namespace);
        } else if (writes && !within(caller).namespaces().isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    kind + " belongs to the whole cluster, and " + caller.name() + " may only write in namespaces",
                    "allowed: " + String.join(", ", new TreeSet<>(within(caller).namespaces())));
        }
    }

    /** Refuses a kind that nobody touches through this server. */
    public void checkKind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = (slash < 0 ? "" : apiVersion.substring(0, slash)).toLowerCase(Locale.ROOT);
        var name = kind.toLowerCase(Locale.ROOT);
        if (deniedKinds.contains(name)
                || deniedKinds.contains(group + "/" + name)
                || deniedKinds.contains(group + "/*")) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    kind + " is closed on this server",
                    "the setting copilot.server.denied-kinds closes it; ask who runs the server");
        }
    }
}
