package io.lexiops.server.kubernetes;

import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Restarts, takes back, pauses and resumes the rollout of a workload. */
final class RolloutTool implements WriteTool {

    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
    private static final Set<String> READS = Set.of("status", "history");
    private static final List<String> KINDS = List.of("Deployment", "StatefulSet", "DaemonSet");

    private final WriteCluster cluster;
    private final InstantSource clock;

    RolloutTool(WriteCluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "k8s_rollout",
                "Roll a workload out or back",
                ToolEffect.CHANGE,
                "Rollout of a Deployment, StatefulSet or DaemonSet: restart (new pods), undo (an earlier revision), pause,"
                        + " resume; status and history only tell, as k8s_rollout_status does.",
                List.of(
                        required("action", Parameter.Type.STRING, "what to do")
                                .oneOf("status", "history", "restart", "undo", "pause", "resume"),
                        required("name", Parameter.Type.STRING, "web or sts/db"),
                        optional("toRevision", Parameter.Type.INTEGER, "with undo; default: the one before")
                                .between(1, Integer.MAX_VALUE),
                        WriteCluster.WORKLOAD_KIND,
                        ReadArguments.NAMESPACE),
                false,
                false);
    }

    /** The tool for callers: what only tells does not need the change pipeline. */
    static Tool withReads(Tool guarded, RolloutStatusTool reads) {
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return guarded.spec();
            }

            @Override
            public ToolResult call(ToolCall call) {
                return READS.contains(call.arguments().text("action"))
                        ? reads.call(new ToolCall(call.arguments().without("action"), call.caller(), call.context()))
                        : guarded.call(call);
            }
        };
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var action = arguments.text("action");
        if (arguments.has("toRevision") && !action.equals("undo")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "argument 'toRevision' belongs to the action undo", "leave it out");
        }
        var ref = rolled(cluster.workload(arguments, caller), action);
        var rewrite = switch (action) {
            case "restart" -> restart();
            case "undo" -> undo(arguments.integer("toRevision", 0));
            case "pause" -> paused(true);
            case "resume" -> paused(false);
            default ->
                throw new ToolFailed(ErrorCode.INVALID_ARGUMENT, action + " changes nothing", "use k8s_rollout_status");
        };
        return new ObjectWrite(cluster, new RewriteStep(cluster.kubernetes(), ref, rewrite), new ObjectWrite.Words() {
            @Override
            public List<String> warnings(TargetChange change) {
                return List.of("restart", "undo").contains(action)
                        ? RolloutWarnings.of(new KubernetesObject(Objects.requireNonNull(change.before())))
                        : List.of();
            }
        });
    }

    private static ObjectRef rolled(ObjectRef ref, String action) {
        var kind = ref.type().kind();
        if (!KINDS.contains(kind)) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "a " + kind + " has no rollout",
                    kind.equals("Pod")
                            ? "delete the pod: its controller makes a new one"
                            : "kinds with a rollout: " + String.join(", ", KINDS));
        }
        if (List.of("pause", "resume").contains(action) && !kind.equals("Deployment")) {
            throw new ToolFailed(ErrorCode.INVALID_ARGUMENT, "a " + kind + " cannot be paused", "a Deployment can");
        }
        return ref;
    }

    private UnaryOperator<Map<String, Object>> restart() {
        // Once for the plan: preview and execution must write the same.
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return tree -> {
            notPaused(tree, "restarted");
            TreeDifference.mapAt(tree, "spec", "template", "metadata", "annotations")
                    .put(RESTARTED_AT, now);
            return tree;
        };
    }

    private UnaryOperator<Map<String, Object>> undo(long number) {
        return tree -> {
            notPaused(tree, "taken back");
            var target = new Revisions(cluster.kubernetes()).target(new KubernetesObject(tree), number);
            TreeDifference.mapAt(tree, "spec").put("template", TreeDifference.copy(target.template()));
            return tree;
        };
    }

    private static UnaryOperator<Map<String, Object>> paused(boolean paused) {
        return tree -> {
            if (paused) {
                TreeDifference.mapAt(tree, "spec").put("paused", true);
            } else {
                TreeDifference.mapAt(tree, "spec").remove("paused");
            }
            return tree;
        };
    }

    private static void notPaused(Map<String, Object> tree, String what) {
        var object = new KubernetesObject(tree);
        if (Boolean.TRUE.equals(object.at("spec", "paused"))) {
            throw new ToolFailed(
                    ErrorCode.CONFLICT,
                    object.kind() + "/" + object.name() + " is paused and cannot be " + what,
                    "resume it first: k8s_rollout with action resume");
        }
    }
}
