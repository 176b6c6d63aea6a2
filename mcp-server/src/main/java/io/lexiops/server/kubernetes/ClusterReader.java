package io.lexiops.server.kubernetes;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the arguments of a read name an object, and the line that says where an answer is from. */
public final class ClusterReader {

    private final Kubernetes kubernetes;

    public ClusterReader(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    ResourceType type(ToolArguments arguments) {
        return kubernetes.type(arguments.text("kind"), arguments.textOrNull("apiVersion"));
    }

    /** The object that {@code kind}, {@code name} and {@code namespace} name; {@code kind/name} in the name is understood. */
    ObjectRef ref(ToolCall call) {
        var type = type(call.arguments());
        return new ObjectRef(
                type,
                type.namespaced() ? namespace(call) : null,
                call.arguments().text("name"));
    }

    /** The namespace of a call about one object: the argument, the only one open to the caller, or the server's own. */
    public String namespace(ToolCall call) {
        return namespace(call.arguments(), call.caller());
    }

    String namespace(ToolArguments arguments, Caller caller) {
        var given = arguments.textOrNull("namespace");
        if (given != null) {
            return given;
        }
        var open = caller.namespaces();
        var own = kubernetes.identity().namespace();
        if (open.isEmpty() || open.contains(own)) {
            return own;
        }
        if (open.size() == 1) {
            return open.iterator().next();
        }
        throw new ToolFailed(
                ErrorCode.INVALID_ARGUMENT,
                "argument 'namespace' is missing",
                "open to you: " + String.join(", ", open.stream().sorted().toList()));
    }

    /** Cluster, namespace and version of an answer. */
    public Map<String, Object> about(@Nullable String namespace, @Nullable String resourceVersion) {
        var about = new LinkedHashMap<String, Object>();
        about.put("cluster", kubernetes.identity().context());
        if (namespace != null) {
            about.put("namespace", namespace);
        }
        if (resourceVersion != null && !resourceVersion.isEmpty()) {
            about.put("resourceVersion", resourceVersion);
        }
        return about;
    }

    Kubernetes kubernetes() {
        return kubernetes;
    }
}
