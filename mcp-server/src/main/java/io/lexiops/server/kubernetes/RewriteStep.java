package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes the object that a function makes of the live one; only what differs is sent. */
final class RewriteStep implements ObjectStep {

    private final Kubernetes kubernetes;
    private final ObjectRef ref;
    private final UnaryOperator<Map<String, Object>> rewrite;

    /** @param rewrite gets a copy that it may change, with kind and apiVersion; returns what is to be there */
    RewriteStep(Kubernetes kubernetes, ObjectRef ref, UnaryOperator<Map<String, Object>> rewrite) {
        this.kubernetes = kubernetes;
        this.ref = ref;
        this.rewrite = rewrite;
    }

    @Override
    public ObjectRef ref() {
        return ref;
    }

    @Override
    public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
        var current = live == null ? kubernetes.get(ref) : live;
        var wanted = rewrite.apply(TreeDifference.copy(current.content()));
        var patch = TreeDifference.mergePatch(current.content(), wanted);
        if (patch.isEmpty()) {
            return current;
        }
        TreeDifference.mapAt(patch, "metadata").put("resourceVersion", current.resourceVersion());
        return kubernetes.patch(ref, PatchType.MERGE, patch, null, ObjectStep.options(dryRun));
    }
}
