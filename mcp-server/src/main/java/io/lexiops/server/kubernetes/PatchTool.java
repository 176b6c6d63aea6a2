package io.lexiops.server.kubernetes;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Changes some fields of an object. */
final class PatchTool implements WriteTool {

    private final WriteCluster cluster;

    PatchTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_patch",
                "Patch an object",
                ToolEffect.CHANGE,
                "Changes some fields of any object, and waits until workloads are ready. merge: null removes, a list"
                        + " replaces the list; strategic: lists merge by name; json: operations, also test.",
                List.of(
                        ReadArguments.KIND_REQUIRED,
                        required("name", Parameter.Type.STRING, "of the object"),
                        required(
                                "patch",
                                Parameter.Type.ANY,
                                "{\"spec\": {\"paused\": true}} or [{\"op\": \"remove\", \"path\": \"/spec/paused\"}]"),
                        optional(
                                        "type",
                                        Parameter.Type.STRING,
                                        "default: json for a list, else strategic, or merge for custom kinds")
                                .oneOf("json", "merge", "strategic"),
                        ReadArguments.NAMESPACE,
                        ReadArguments.API_VERSION),
                true,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var ref = cluster.ref(arguments, caller);
        var patch = YamlManifests.value(Objects.requireNonNull(arguments.any("patch")), "patch");
        var type = type(arguments.textOrNull("type"), patch, ref.type());
        check(type, patch);
        if (patch instanceof List<?> operations) {
            SecretPatches.check(ref.type(), operations);
        }
        return new ObjectWrite(cluster, new PatchStep(cluster.kubernetes(), ref, type, patch), new ObjectWrite.Words() {
            @Override
            public List<String> warnings(TargetChange change) {
                return RolloutWarnings.of(new KubernetesObject(Objects.requireNonNull(change.before())));
            }
        });
    }

    private static PatchType type(@Nullable String given, Object patch, ResourceType resource) {
        if (given == null) {
            if (patch instanceof List<?>) {
                return PatchType.JSON;
            }
            return isBuiltIn(resource) ? PatchType.STRATEGIC : PatchType.MERGE;
        }
        return switch (given) {
            case "json" -> PatchType.JSON;
            case "merge" -> PatchType.MERGE;
            default -> PatchType.STRATEGIC;
        };
    }

    /** The groups of custom resources have a dot; of those with one, only Kubernetes' own end so. */
    private static boolean isBuiltIn(ResourceType resource) {
        return !resource.group().contains(".") || resource.group().endsWith(".k8s.io");
    }

    private static void check(PatchType type, Object patch) {
        if (type == PatchType.JSON) {
            if (!(patch instanceof List<?> operations)
                    || operations.isEmpty()
                    || !operations.stream().allMatch(PatchTool::isOperation)) {
                throw invalid(
                        "a json patch is a list of operations with op and path",
                        "for example [{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 2}]");
            }
        } else if (!(patch instanceof Map<?, ?> fields) || fields.isEmpty()) {
            throw invalid(
                    "a " + type.name().toLowerCase(java.util.Locale.ROOT)
                            + " patch is an object with the fields to change",
                    "for example {\"metadata\": {\"labels\": {\"tier\": \"web\"}}}");
        } else if (fields.containsKey("status")) {
            throw invalid("the status is reported by controllers and cannot be patched", "change the spec");
        }
    }

    private static boolean isOperation(@Nullable Object operation) {
        return operation instanceof Map<?, ?> map
                && map.get("op") instanceof String
                && map.get("path") instanceof String;
    }

    private static ToolFailed invalid(String message, String remedy) {
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, message, remedy);
    }

    private record PatchStep(Kubernetes kubernetes, ObjectRef ref, PatchType type, Object patch) implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            var current = live == null ? kubernetes.get(ref) : live;
            return kubernetes.patch(
                    ref, type, withVersion(current.resourceVersion()), null, ObjectStep.options(dryRun));
        }

        /** With the version of the live object in it, the server refuses the patch if the object has moved. */
        private Object withVersion(String version) {
            if (patch instanceof List<?> operations) {
                var more = new ArrayList<Object>(operations);
                more.add(Map.of("op", "replace", "path", "/metadata/resourceVersion", "value", version));
                return more;
            }
            var copy = TreeDifference.copy(TreeDifference.map(patch));
            TreeDifference.mapAt(copy, "metadata").put("resourceVersion", version);
            return copy;
        }
    }
}
