package io.lexiops.server.access;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where calls may go. A caller's namespaces narrow the server's, never widen them. It holds for every backend, and for
 * each object of a manifest.
 */
public final class Fence {

    private final Supplier<Limits> limits;
    private final ScopedValue<Caller> current = ScopedValue.newInstance();

    /**
     * Builds a fence.
     *
     * @param namespaces  the server's allow-list; empty means that only the backend's own rights count
     * @param deniedKinds kinds that nobody touches through this server, in any case, singular or plural: {@code Secret},
     *                    {@code rbac.authorization.k8s.io/*}, {@code apps/Deployment}, {@code roles.rbac.authorization.k8s.io}
     */
    public Fence(Set<String> namespaces, Set<String> deniedKinds) {
        var fixed = new Limits(namespaces, deniedKinds);
        this.limits = () -> fixed;
    }

    /** A fence that may be moved. */
    Fence(Supplier<Limits> limits) {
        this.limits = limits;
    }

    /** Where it stands; as in the constructor. */
    record Limits(Set<String> namespaces, Set<String> deniedKinds) {

        Limits {
            namespaces = Set.copyOf(namespaces);
            deniedKinds = deniedKinds.stream()
                    .map(kind -> kind.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Does something in the name of a caller: what reaches a backend meanwhile sees only what is open to them. Another
     * thread does not know of it and must be told anew.
     */
    public <T> T inNameOf(Caller caller, Supplier<T> work) {
        return ScopedValue.where(current, within(caller)).call(work::get);
    }

    /**
     * In whose name this thread works, with the namespaces that are open to them; empty if the server works for itself.
     *
     * @see #inNameOf
     */
    public Optional<Caller> current() {
        return current.isBound() ? Optional.of(current.get()) : Optional.empty();
    }

    /** The namespaces that are open to what this thread works for; empty means all. */
    public Set<String> open() {
        return current().map(Caller::namespaces).orElseGet(() -> limits.get().namespaces());
    }

    /** Whether the caller is kept from something that others see: only then may others' affairs not be shown to them. */
    public boolean isNarrower(Caller caller) {
        var namespaces = limits.get().namespaces();
        return !caller.namespaces().isEmpty()
                && (namespaces.isEmpty() || !caller.namespaces().containsAll(namespaces));
    }

    /**
     * The caller with the namespaces that are really open to them; tools look only at those. Empty means all.
     *
     * @throws ToolFailed {@code FORBIDDEN} if none is left
     */
    public Caller within(Caller caller) {
        var namespaces = limits.get().namespaces();
        if (namespaces.isEmpty()) {
            return caller;
        }
        if (caller.namespaces().isEmpty()) {
            return caller.in(namespaces);
        }
        var both = new TreeSet<>(caller.namespaces());
        both.retainAll(namespaces);
        if (both.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "no namespace is open to " + caller.name(),
                    "the server is limited to other namespaces than this caller; ask who runs it");
        }
        return caller.in(both);
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
        if (!allowsKind(apiVersion, kind)) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    kind + " is closed on this server",
                    "the setting copilot.server.denied-kinds closes it; ask who runs the server");
        }
    }

    /** Whether a kind is open; the question behind {@link #checkKind}. */
    public boolean allowsKind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = (slash < 0 ? "" : apiVersion.substring(0, slash)).toLowerCase(Locale.ROOT);
        return !isDenied(group, kind.toLowerCase(Locale.ROOT));
    }

    private boolean isDenied(String group, String kind) {
        var deniedKinds = limits.get().deniedKinds();
        return !deniedKinds.isEmpty()
                && (deniedKinds.contains(group + "/*")
                        || deniedKinds.contains("*." + group)
                        || spellings(kind).stream()
                                .anyMatch(word -> deniedKinds.contains(word)
                                        || deniedKinds.contains(group + "/" + word)
                                        || deniedKinds.contains(word + "." + group)));
    }

    /** A kind and its plural: who closes "secrets" means Secret. */
    private static List<String> spellings(String kind) {
        return kind.endsWith("y")
                ? List.of(kind, kind + "s", kind.substring(0, kind.length() - 1) + "ies")
                : List.of(kind, kind + "s", kind + "es");
    }
}
