package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Owner;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds who manages an object and would take a change back, or be surprised by it. */
final class ObjectOwners {

    private final Kubernetes kubernetes;

    ObjectOwners(Kubernetes kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** @param warnings gets what could not be looked at */
    @Nullable Owner of(TargetChange change, List<String> warnings) {
        var before = change.before();
        if (before == null) {
            return null;
        }
        var object = new KubernetesObject(before);
        return Stream.<Optional<Owner>>of(
                        argo(object), helm(object), controller(object), autoscaler(object, change, warnings))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    /** The controller that made the object, as {@code kind/name}. */
    static Optional<Owner> controller(KubernetesObject object) {
        return object.objectsAt("metadata", "ownerReferences").stream()
                .filter(owner -> Boolean.TRUE.equals(owner.get("controller")))
                .findFirst()
                .map(owner -> new Owner("controller", owner.get("kind") + "/" + owner.get("name")));
    }

    private static Optional<Owner> argo(KubernetesObject object) {
        var tracking = object.textAt("", "metadata", "annotations", "argocd.argoproj.io/tracking-id");
        int colon = tracking.indexOf(':');
        if (colon > 0) {
            return Optional.of(new Owner("argocd", tracking.substring(0, colon)));
        }
        var own = object.textAt("", "metadata", "labels", "argocd.argoproj.io/instance");
        if (!own.isEmpty()) {
            return Optional.of(new Owner("argocd", own));
        }
        // This label alone proves nothing, since Helm charts set it too; that Argo CD has written the object does.
        var instance = object.textAt("", "metadata", "labels", "app.kubernetes.io/instance");
        boolean written = object.objectsAt("metadata", "managedFields").stream()
                .anyMatch(entry -> String.valueOf(entry.get("manager")).startsWith("argocd"));
        return written && !instance.isEmpty() ? Optional.of(new Owner("argocd", instance)) : Optional.empty();
    }

    private static Optional<Owner> helm(KubernetesObject object) {
        var release = object.textAt("", "metadata", "annotations", "meta.helm.sh/release-name");
        boolean managed = object.textAt("", "metadata", "labels", "app.kubernetes.io/managed-by")
                .equals("Helm");
        return managed && !release.isEmpty() ? Optional.of(new Owner("helm", release)) : Optional.empty();
    }

    /** Only a change of the count concerns an autoscaler. */
    private Optional<Owner> autoscaler(KubernetesObject object, TargetChange change, List<String> warnings) {
        var after = change.after();
        if (after == null
                || Objects.equals(object.at("spec", "replicas"), new KubernetesObject(after).at("spec", "replicas"))) {
            return Optional.empty();
        }
        var autoscaler = autoscaler(object, warnings);
        autoscaler.ifPresent(found ->
                warnings.add("the autoscaler %s keeps %s between %d and %d replicas and will change this count again"
                        .formatted(
                                found.name(),
                                object.name(),
                                found.numberAt(1, "spec", "minReplicas"),
                                found.numberAt(0, "spec", "maxReplicas"))));
        return autoscaler.map(found -> new Owner("hpa", found.name()));
    }

    private Optional<KubernetesObject> autoscaler(KubernetesObject object, List<String> warnings) {
        try {
            var type = kubernetes.type("horizontalpodautoscalers", null);
            return kubernetes.list(ListQuery.all(type, object.namespace())).items().stream()
                    .filter(found ->
                            found.textAt("", "spec", "scaleTargetRef", "kind").equals(object.kind())
                                    && found.textAt("", "spec", "scaleTargetRef", "name")
                                            .equals(object.name()))
                    .findFirst();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.FORBIDDEN) {
                warnings.add(
                        "whether an autoscaler controls " + object.name() + " could not be seen: " + e.getMessage());
                return Optional.empty();
            }
            if (e.code() == ErrorCode.NOT_FOUND) {
                // A cluster without that API has no autoscaler.
                return Optional.empty();
            }
            throw e;
        }
    }
}
