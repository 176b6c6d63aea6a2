package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;

/** Deletes objects; exactly those of the preview. */
final class DeleteTool implements WriteTool {

    private static final int MOST = 50;

    /** What goes with them cannot be brought back by making them again. */
    private static final Set<String> FOR_GOOD = Set.of("Namespace", "CustomResourceDefinition", "PersistentVolume");

    private final WriteCluster cluster;
    private final Dependents dependents;

    DeleteTool(WriteCluster cluster) {
        this.cluster = cluster;
        this.dependents = new Dependents(cluster.kubernetes());
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_delete",
                "Delete objects",
                ToolEffect.DESTROY,
                "Deletes an object by name, or those with a label selector, and waits until they are gone. The preview says"
                        + " what goes with them and what needs them.",
                List.of(
                        ReadArguments.KIND_REQUIRED,
                        optional("name", Parameter.Type.STRING, "this or labelSelector"),
                        optional("labelSelector", Parameter.Type.STRING, "app=web"),
                        ReadArguments.NAMESPACE,
                        optional("propagation", Parameter.Type.STRING, "default background; orphan: dependents stay")
                                .oneOf("background", "foreground", "orphan"),
                        ReadArguments.API_VERSION),
                true,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        if (arguments.has("name") == arguments.has("labelSelector")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "k8s_delete takes either 'name' or 'labelSelector'",
                    "name one object, or a selector such as app=web");
        }
        var propagation = arguments.text("propagation", "background");
        var policy = propagation.substring(0, 1).toUpperCase(Locale.ROOT) + propagation.substring(1);
        boolean named = arguments.has("name");
        var refs = named ? List.of(cluster.ref(arguments, caller)) : selected(arguments, caller);
        var steps = refs.stream()
                .map(ref -> new DeleteStep(cluster.kubernetes(), ref, policy, named))
                .toList();
        return new ObjectWrite(cluster, steps, new Deletion());
    }

    private List<ObjectRef> selected(ToolArguments arguments, Caller caller) {
        var type = cluster.kubernetes().type(arguments.text("kind"), arguments.textOrNull("apiVersion"));
        var selector = arguments.text("labelSelector");
        if (!type.namespaced()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "a " + type.kind() + " belongs to the whole cluster: it is deleted by name only",
                    "give the argument 'name'");
        }
        if (selector.isBlank()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'labelSelector' is empty, which would mean all of them",
                    "for example app=web");
        }
        var namespace = cluster.namespace(arguments, caller);
        var refs =
                cluster
                        .kubernetes()
                        .list(new ListQuery(type, namespace, selector, null, MOST + 1, null))
                        .items()
                        .stream()
                        .map(found -> cluster.open(caller, new ObjectRef(type, namespace, found.name())))
                        .toList();
        if (refs.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.NOT_FOUND,
                    "no " + type.kind() + " in " + namespace + " has the labels " + selector,
                    "k8s_list shows what there is");
        }
        if (refs.size() > MOST) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "more than " + MOST + " objects have the labels " + selector,
                    "narrow the selector");
        }
        return refs;
    }

    /** @param named whether it has to be there: of a selection, one that has gone by itself in between is no matter */
    private record DeleteStep(Kubernetes kubernetes, ObjectRef ref, String propagation, boolean named)
            implements ObjectStep {

        @Override
        public @Nullable KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            if (live == null && !named) {
                return null;
            }
            var current = live == null ? kubernetes.get(ref) : live;
            kubernetes.delete(ref, current.uid(), current.resourceVersion(), propagation, ObjectStep.options(dryRun));
            return null;
        }
    }

    private final class Deletion implements ObjectWrite.Words {

        /** What a controller has made it makes again by itself, so that it must not come back twice. */
        @Override
        public @Nullable Inverse inverse(List<TargetChange> changes) {
            var lost = changes.stream()
                    .anyMatch(change -> FOR_GOOD.contains(change.target().kind()));
            return lost
                    ? null
                    : RestoreTool.inverse(changes.stream()
                            .filter(change -> {
                                var before = change.before();
                                return before != null
                                        && ObjectOwners.controller(new KubernetesObject(before))
                                                .isEmpty();
                            })
                            .toList());
        }

        @Override
        public List<String> warnings(TargetChange change) {
            var before = change.before();
            return before == null ? List.of() : dependents.of(new KubernetesObject(before));
        }
    }
}
