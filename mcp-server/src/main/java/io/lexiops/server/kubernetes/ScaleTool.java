package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.required;

/** Changes how many pods a workload has, through the scale subresource. */
final class ScaleTool implements WriteTool {

    private final WriteCluster cluster;

    ScaleTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_scale",
                "Scale a workload",
                ToolEffect.CHANGE,
                "Sets the replicas of any kind that can be scaled, and waits until the pods are there or gone.",
                List.of(
                        required("name", Parameter.Type.STRING, "web or sts/db"),
                        required(
                                "replicas",
                                Parameter.Type.ANY,
                                "a number, or text relative to the present count: \"+2\", \"-1\", \"+50%\", \"half\","
                                        + " \"double\""),
                        WriteCluster.WORKLOAD_KIND,
                        ReadArguments.NAMESPACE),
                false,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var wanted = ReplicaCount.of(Objects.requireNonNull(arguments.any("replicas")));
        var ref = cluster.workload(arguments, caller);
        if (!ref.type().subresources().contains("scale")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "a " + ref.type().kind() + " cannot be scaled",
                    ref.type().kind().equals("DaemonSet")
                            ? "it has one pod on each node; its nodeSelector decides"
                            : "scalable: "
                                    + String.join(
                                            ", ",
                                            cluster.kubernetes().resourceTypes().stream()
                                                    .filter(type ->
                                                            type.subresources().contains("scale"))
                                                    .map(ResourceType::kind)
                                                    .distinct()
                                                    .toList()));
        }
        return new ObjectWrite(cluster, new ScaleStep(cluster.kubernetes(), ref, wanted), new Scaling(ref, wanted));
    }

    /** Nothing but the count is sent, so that nothing else can be overwritten. */
    private record ScaleStep(Kubernetes kubernetes, ObjectRef ref, ReplicaCount wanted) implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            var current = live == null ? kubernetes.get(ref) : live;
            long before = count(current);
            long after = wanted.from(before, ref.name());
            if (after == before) {
                return current;
            }
            var scale = scale(
                    Map.of(
                            "metadata", Map.of("resourceVersion", current.resourceVersion()),
                            "spec", Map.of("replicas", after)),
                    dryRun);
            if (!dryRun) {
                return scale;
            }
            var changed = TreeDifference.copy(current.content());
            TreeDifference.mapAt(changed, "spec").put("replicas", scale.numberAt(after, "spec", "replicas"));
            return new KubernetesObject(changed);
        }

        /** A custom resource may keep its count elsewhere; its scale subresource knows. */
        private long count(KubernetesObject current) {
            return current.at("spec", "replicas") instanceof Number number
                    ? number.longValue()
                    : scale(Map.of(), true).numberAt(0, "spec", "replicas");
        }

        private KubernetesObject scale(Map<String, Object> patch, boolean dryRun) {
            return kubernetes.patch(ref, PatchType.MERGE, patch, "scale", ObjectStep.options(dryRun));
        }
    }

    private record Scaling(ObjectRef ref, ReplicaCount wanted) implements ObjectWrite.Words {

        @Override
        public Inverse inverse(List<TargetChange> changes) {
            var before = new KubernetesObject(
                    Objects.requireNonNull(changes.getFirst().before()));
            var arguments = WriteCluster.arguments(ref);
            arguments.put("replicas", before.numberAt(1, "spec", "replicas"));
            return new Inverse("k8s_scale", arguments);
        }

        @Override
        public List<String> warnings(TargetChange change) {
            var before = new KubernetesObject(Objects.requireNonNull(change.before())).numberAt(1, "spec", "replicas");
            return wanted.rounds(before)
                    ? List.of(wanted + " of " + before + " is not a whole number: rounded up to "
                            + wanted.from(before, ref.name()))
                    : List.of();
        }
    }
}
