package io.lexiops.server.kubernetes;

import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.output.OneLine;
import io.lexiops.server.redact.Redactor;
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

    /** What an API server says of a patch that does not fit the object. */
    private static final String SAYS_NOTHING = "the server rejected our request due to an error in our request";

    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_VALUE = 120;

    private final WriteCluster cluster;
    private final Redactor redactor;

    PatchTool(WriteCluster cluster, Redactor redactor) {
        this.cluster = cluster;
        this.redactor = redactor;
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
        return new ObjectWrite(
                cluster, new PatchStep(cluster.kubernetes(), ref, type, patch, redactor), new ObjectWrite.Words() {
                    @Override
                    public List<String> warnings(TargetChange change) {
                        var warnings = new ArrayList<>(
                                RolloutWarnings.of(new KubernetesObject(Objects.requireNonNull(change.before()))));
                        warnings.addAll(
                                patch instanceof List<?> operations
                                        ? LostFields.warnings(change, operations)
                                        : LostFields.warnings(change, TreeDifference.map(patch)));
                        return warnings;
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

    private record PatchStep(Kubernetes kubernetes, ObjectRef ref, PatchType type, Object patch, Redactor redactor)
            implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            var current = live == null ? kubernetes.get(ref) : live;
            try {
                return kubernetes.patch(
                        ref, type, withVersion(current.resourceVersion()), null, ObjectStep.options(dryRun));
            } catch (ToolFailed e) {
                throw e.code() == ErrorCode.INVALID_ARGUMENT && patch instanceof List<?> operations
                        ? explained(operations, current, e)
                        : e;
            }
        }

        private ToolFailed explained(List<?> operations, KubernetesObject current, ToolFailed e) {
            if (!ref.type().kind().equals("Secret")) {
                var refused = PatchTrial.refused(operations, current.content());
                if (refused.isPresent()) {
                    return explained(operations.size(), refused.get(), e);
                }
            }
            // Of a Secret nobody is told more than the API server tells: a test could be used to guess its values.
            return String.valueOf(e.getMessage()).contains(SAYS_NOTHING)
                    ? new ToolFailed(
                            ErrorCode.INVALID_ARGUMENT,
                            "the patch cannot be applied to " + ref
                                    + ": a path is missing in it, or a test does not hold",
                            "look at the object with k8s_get, and compare the operations with it",
                            Map.of(),
                            e)
                    : e;
        }

        private ToolFailed explained(int operations, PatchTrial.Refused refused, ToolFailed e) {
            var path = OneLine.cut(refused.path(), LONGEST_PATH);
            var what = refused.missing()
                    ? "there is no " + (path.isEmpty() ? "such path" : path) + " in " + ref
                    : "at " + path + " of " + ref + " stands " + there(refused);
            return new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "operation %d of %d of the patch (%s) cannot be applied: %s"
                            .formatted(refused.index() + 1, operations, OneLine.of(refused.op()), what),
                    refused.op().equals("test")
                            ? "the object is not as the patch expects; look at it with k8s_get"
                            : "correct the path; look at the object with k8s_get",
                    Map.of(
                            "operation",
                            Map.of("index", (long) refused.index(), "op", refused.op(), "path", refused.path())),
                    e);
        }

        private String there(PatchTrial.Refused refused) {
            // Redacted as a part of its object: only there its name says that it is a secret.
            redactor.learnNamed(refused.object());
            var value = PatchTrial.at(redactor.object(refused.object()), refused.path());
            return switch (value) {
                case null -> "nothing";
                case String text -> OneLine.value(text, LONGEST_VALUE);
                default -> OneLine.cut(JsonText.text(value), LONGEST_VALUE);
            };
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
