package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Table;
import io.lexiops.server.tool.OutputField;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.tool.Parameter.required;

/** How far a rollout is, and the revisions that there are to go back to. */
final class RolloutStatusTool implements Tool {

    private final WriteCluster cluster;
    private final Revisions revisions;

    RolloutStatusTool(WriteCluster cluster) {
        this.cluster = cluster;
        this.revisions = new Revisions(cluster.kubernetes());
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                        "k8s_rollout_status",
                        "Status of a rollout",
                        ToolEffect.READ,
                        "Whether the rollout of a workload is complete, what is missing, and its revisions with their images.",
                        List.of(
                                required("name", Parameter.Type.STRING, "web or sts/db"),
                                WriteCluster.WORKLOAD_KIND,
                                ReadArguments.NAMESPACE),
                        true,
                        false)
                .answering(
                        OutputField.always("done", OutputField.Type.BOOLEAN),
                        OutputField.always("paused", OutputField.Type.BOOLEAN),
                        OutputField.always("missing", OutputField.Type.STRINGS),
                        OutputField.always("revisions", OutputField.Type.OBJECTS));
    }

    @Override
    public ToolResult call(ToolCall call) {
        var ref = cluster.workload(call.arguments(), call.caller());
        var object = cluster.kubernetes().get(ref);
        var missing = cluster.readiness().missing(object);
        var history = revisions.of(object);
        var structured = new LinkedHashMap<>(
                new ClusterReader(cluster.kubernetes()).about(ref.namespace(), object.resourceVersion()));
        structured.put("kind", ref.type().kind());
        structured.put("name", ref.name());
        structured.put("done", missing.isEmpty());
        structured.put("paused", Boolean.TRUE.equals(object.at("spec", "paused")));
        structured.put("missing", missing);
        structured.put(
                "revisions", history.stream().map(RolloutStatusTool::json).toList());
        return ToolResult.of(text(ref, object, missing, history), structured);
    }

    private static String text(
            ObjectRef ref, KubernetesObject object, List<String> missing, List<Revisions.Revision> history) {
        var lines = new ArrayList<String>();
        lines.add(ref + (missing.isEmpty() ? ": rollout complete" : ": rollout not complete"));
        if (Boolean.TRUE.equals(object.at("spec", "paused"))) {
            lines.add("it is paused");
        }
        missing.forEach(line -> lines.add("missing: " + line));
        var table = Table.of("REVISION", "CREATED", "IMAGES", "CHANGE-CAUSE");
        history.forEach(revision -> table.row(
                String.valueOf(revision.number()),
                revision.created(),
                String.join(",", revision.images()),
                revision.cause()));
        lines.add(table.render());
        return String.join("\n", lines);
    }

    private static Map<String, Object> json(Revisions.Revision revision) {
        return Map.of(
                "revision", revision.number(),
                "source", revision.source(),
                "created", revision.created(),
                "images", revision.images(),
                "changeCause", revision.cause());
    }
}
