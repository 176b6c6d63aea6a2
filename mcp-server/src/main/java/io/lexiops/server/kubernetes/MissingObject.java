package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.output.OneLine;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says which names are near, and in which other namespaces the name exists, as far as that may be read. */
final class MissingObject {

    private static final int NAMES_READ = 500;
    private static final int NAMESPACES_READ = 20;

    private MissingObject() {}

    static ToolFailed of(Kubernetes cluster, ObjectRef ref) {
        var remedy = new StringBuilder();
        var near = Near.to(ref.name(), names(cluster, ref));
        if (!near.isEmpty()) {
            remedy.append("near: ").append(String.join(", ", near));
        }
        if (ref.namespace() != null) {
            var elsewhere = namespacesOf(cluster, ref);
            if (!elsewhere.isEmpty()) {
                remedy.append(remedy.isEmpty() ? "" : "; ")
                        .append("it exists in: ")
                        .append(String.join(", ", elsewhere));
            }
        }
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                "there is no " + ref,
                remedy.isEmpty() ? "k8s_list shows what there is" : remedy.toString(),
                Map.of("near", near),
                null);
    }

    /** An object cannot be made because there is no namespace for it. */
    static ToolFailed namespaceOf(Kubernetes cluster, ObjectRef ref, String which, ToolFailed why) {
        var namespace = String.valueOf(ref.namespace());
        var near = Near.to(namespace, names(cluster, new ObjectRef(cluster.type("namespaces", "v1"), null, namespace)));
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                ref + which + " cannot be made: there is no namespace " + OneLine.of(namespace),
                "correct the namespace" + (near.isEmpty() ? "" : " (near: " + String.join(", ", near) + ")")
                        + ", or make it first: a Namespace before it in the same manifest of k8s_apply does",
                Map.of("near", near),
                why);
    }

    private static List<String> names(Kubernetes cluster, ObjectRef ref) {
        return list(cluster, new ListQuery(ref.type(), ref.namespace(), null, null, NAMES_READ, null)).stream()
                .map(KubernetesObject::name)
                .toList();
    }

    private static List<String> namespacesOf(Kubernetes cluster, ObjectRef ref) {
        var query = new ListQuery(ref.type(), null, null, "metadata.name=" + ref.name(), NAMESPACES_READ, null);
        return list(cluster, query).stream()
                .map(MissingObject::namespace)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    private static @Nullable String namespace(KubernetesObject object) {
        return object.namespace();
    }

    private static List<KubernetesObject> list(Kubernetes cluster, ListQuery query) {
        try {
            return cluster.list(query).items();
        } catch (ToolFailed _) {
            // Only a help for the caller: what may not be listed is not suggested.
            return List.of();
        }
    }
}
