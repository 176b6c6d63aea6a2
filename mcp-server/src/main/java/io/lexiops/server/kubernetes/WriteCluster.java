package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;

/** What every write needs: the cluster, who owns what, when it is done, and how arguments name an object. */
record WriteCluster(Kubernetes kubernetes, ObjectOwners owners, Readiness readiness) {

    static final Parameter WORKLOAD_KIND =
            optional("kind", Parameter.Type.STRING, "default: the workload with this name");

    private static final List<String> WORKLOADS =
            List.of("deployments", "statefulsets", "daemonsets", "cronjobs", "jobs", "replicasets");

    /** The namespace of a call: the argument, the only one open to the caller, or the server's own. */
    String namespace(ToolArguments arguments, Caller caller) {
        return new ClusterReader(kubernetes).namespace(arguments, caller);
    }

    /** The object that {@code kind}, {@code name} and {@code namespace} name. */
    ObjectRef ref(ToolArguments arguments, Caller caller) {
        var type = kubernetes.type(arguments.text("kind"), arguments.textOrNull("apiVersion"));
        var namespace = type.namespaced() ? namespace(arguments, caller) : null;
        return open(caller, new ObjectRef(type, namespace, name(arguments.text("name"))));
    }

    /** The workload with this name, where {@code kind} may be left out; {@code sts/web} in the name is understood. */
    ObjectRef workload(ToolArguments arguments, Caller caller) {
        var name = arguments.text("name");
        int slash = name.indexOf('/');
        var kind = slash > 0 ? name.substring(0, slash) : arguments.textOrNull("kind");
        var namespace = namespace(arguments, caller);
        var plain = name(name.substring(slash + 1));
        if (kind == null) {
            return open(caller, anyWorkload(namespace, plain));
        }
        var type = kubernetes.type(kind, null);
        return open(caller, new ObjectRef(type, type.namespaced() ? namespace : null, plain));
    }

    /** Refuses what is outside of the namespaces of the caller. */
    ObjectRef open(Caller caller, ObjectRef ref) {
        var namespaces = caller.namespaces();
        var namespace = ref.namespace();
        if (namespaces.isEmpty() || (namespace != null && namespaces.contains(namespace))) {
            return ref;
        }
        throw new ToolFailed(
                ErrorCode.FORBIDDEN,
                namespace == null
                        ? ref + " belongs to the whole cluster, and " + caller.name() + " may only write in namespaces"
                        : "namespace '" + namespace + "' is not open to " + caller.name(),
                "allowed: " + String.join(", ", new TreeSet<>(namespaces)));
    }

    /** The arguments that name a workload in another call. */
    static Map<String, Object> arguments(ObjectRef workload) {
        var group = workload.type().group();
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("kind", workload.type().kind() + (group.isEmpty() ? "" : "." + group));
        var namespace = workload.namespace();
        if (namespace != null) {
            arguments.put("namespace", namespace);
        }
        arguments.put("name", workload.name());
        return arguments;
    }

    private ObjectRef anyWorkload(String namespace, String name) {
        var found = new ArrayList<ObjectRef>();
        @Nullable ToolFailed forbidden = null;
        for (var kind : WORKLOADS) {
            try {
                var ref = new ObjectRef(kubernetes.type(kind, null), namespace, name);
                if (kubernetes.find(ref).isPresent()) {
                    found.add(ref);
                }
            } catch (ToolFailed e) {
                if (e.code() != ErrorCode.FORBIDDEN) {
                    throw e;
                }
                forbidden = forbidden == null ? e : forbidden;
            }
        }
        if (found.size() > 1) {
            var kinds = found.stream().map(ref -> ref.type().kind()).toList();
            throw new ToolFailed(
                    ErrorCode.AMBIGUOUS,
                    "'" + name + "' is the name of " + String.join(" and ", kinds) + " in " + namespace,
                    "give the argument 'kind'");
        }
        if (found.isEmpty() && forbidden != null) {
            throw forbidden;
        }
        return found.isEmpty()
                ? new ObjectRef(kubernetes.type("deployments", null), namespace, name)
                : found.getFirst();
    }

    private static String name(String name) {
        if (name.isBlank() || name.length() > 253 || name.chars().anyMatch(c -> c <= ' ' || c == '/' || c > '~')) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'name' is no name of an object",
                    "names are letters, digits, '-' and '.', for example web");
        }
        return name;
    }
}
