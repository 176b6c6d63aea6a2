package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Takes a node out of service and back. */
final class NodeTool implements WriteTool {

    private static final String NAME = "k8s_node";
    private static final List<String> OF_DRAIN = List.of("force", "deleteEmptyDirData", "timeout");

    private final WriteCluster cluster;

    NodeTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                NAME,
                "Cordon or drain a node",
                ToolEffect.DESTROY,
                "Cordons a node (it takes no new pods), uncordons it, or drains it: cordons it, evicts its pods within their"
                        + " disruption budgets and waits until they are gone. Pods of DaemonSets stay.",
                List.of(
                        required("action", Parameter.Type.STRING, "what to do").oneOf("cordon", "uncordon", "drain"),
                        required("name", Parameter.Type.STRING, "the node"),
                        optional("force", Parameter.Type.BOOLEAN, "drain: also pods that no controller makes anew"),
                        optional(
                                "deleteEmptyDirData",
                                Parameter.Type.BOOLEAN,
                                "drain: also pods with an emptyDir, whose content is lost"),
                        optional("timeout", Parameter.Type.INTEGER, "drain: seconds to wait, default 300")
                                .between(5, 590)),
                true,
                false);
    }

    @Override
    public boolean offByDefault() {
        return true;
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var action = arguments.text("action");
        OF_DRAIN.stream()
                .filter(name -> arguments.has(name) && !action.equals("drain"))
                .findFirst()
                .ifPresent(name -> {
                    throw new ToolFailed(
                            ErrorCode.INVALID_ARGUMENT,
                            "argument '" + name + "' belongs to the action drain",
                            "leave it out");
                });
        var ref = cluster.open(
                caller, new ObjectRef(cluster.kubernetes().type("nodes", "v1"), null, arguments.text("name")));
        boolean closed = !action.equals("uncordon");
        var write = new ObjectWrite(cluster, cordon(ref, closed), new Back(ref.name(), closed));
        return action.equals("drain")
                ? new DrainWrite(
                        cluster.kubernetes(),
                        ref.name(),
                        write,
                        new NodePods.Allowed(arguments.flag("force"), arguments.flag("deleteEmptyDirData")),
                        Duration.ofSeconds(arguments.integer("timeout", 300)))
                : write;
    }

    private ObjectStep cordon(ObjectRef node, boolean closed) {
        return new RewriteStep(cluster.kubernetes(), node, tree -> {
            var spec = TreeDifference.mapAt(tree, "spec");
            if (closed) {
                spec.put("unschedulable", true);
            } else {
                spec.remove("unschedulable");
            }
            return tree;
        });
    }

    private record Back(String node, boolean closed) implements ObjectWrite.Words {

        @Override
        public @Nullable Inverse inverse(List<TargetChange> changes) {
            return new Inverse(NAME, Map.of("action", closed ? "uncordon" : "cordon", "name", node));
        }
    }
}
