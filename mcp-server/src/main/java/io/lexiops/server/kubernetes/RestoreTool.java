package io.lexiops.server.kubernetes;

import io.lexiops.server.change.FieldManagers;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.required;

/**
 * Puts objects back as they were before a change: what was changed gets its old values, what was made is removed, what was
 * removed is made again. Only for the undo of changes; no caller sees it. An entry that is back already is left alone, so
 * that a change which was broken off half-way can be undone too.
 */
final class RestoreTool implements WriteTool {

    static final String NAME = "k8s_restore";

    private static final String WAS = "was";
    private static final String BECAME = "became";

    private final WriteCluster cluster;

    RestoreTool(WriteCluster cluster) {
        this.cluster = cluster;
    }

    /** The way back from changes; null if none of them can be taken back. */
    static @Nullable Inverse inverse(List<TargetChange> changes) {
        var objects = new ArrayList<Map<String, Object>>();
        for (var change : changes.reversed()) {
            if (change.operation() != Operation.NONE) {
                objects.add(entry(change));
            }
        }
        return objects.isEmpty() ? null : new Inverse(NAME, Map.of("objects", objects));
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                NAME,
                "Put objects back",
                ToolEffect.CHANGE,
                "Puts objects back as they were before a change; used by change_undo.",
                List.of(required(
                        "objects", Parameter.Type.ANY, "the objects as they were and as the change has left them")),
                true,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var tree = JsonText.object(JsonText.bytes(Map.of("objects", Objects.requireNonNull(arguments.any("objects")))));
        var steps = new ArrayList<ObjectStep>();
        var manifests = new ArrayList<Map<String, Object>>();
        for (var entry : new KubernetesObject(tree).objectsAt("objects")) {
            steps.add(step(new KubernetesObject(entry), caller));
            manifests.add(new KubernetesObject(entry).mapAt(WAS));
        }
        return new ObjectWrite(cluster, steps, new ObjectWrite.Words() {
            @Override
            public @Nullable Inverse inverse(List<TargetChange> changes) {
                return RestoreTool.inverse(Created.asAsked(changes, manifests));
            }
        });
    }

    private ObjectStep step(KubernetesObject entry, Caller caller) {
        var was = new KubernetesObject(entry.mapAt(WAS));
        var became = new KubernetesObject(entry.mapAt(BECAME));
        var any = was.content().isEmpty() ? became : was;
        var type = cluster.kubernetes().type(any.kind(), any.apiVersion());
        var ref = cluster.open(caller, new ObjectRef(type, any.namespace(), any.name()));
        if (was.content().isEmpty()) {
            return new Remove(cluster.kubernetes(), ref, became.content());
        }
        return became.content().isEmpty()
                ? new Recreate(cluster.kubernetes(), ref, was)
                : new RewriteStep(
                        cluster.kubernetes(), ref, live -> new PutBack(live).object(was.content(), became.content()));
    }

    private static Map<String, Object> entry(TargetChange change) {
        var before = change.before();
        var after = change.after();
        var entry = new LinkedHashMap<String, Object>();
        if (before != null && after != null) {
            var was = TreeDifference.quiet(before);
            var became = TreeDifference.quiet(after);
            entry.put(WAS, identified(change, TreeDifference.differing(was, became)));
            entry.put(BECAME, identified(change, TreeDifference.differing(became, was)));
        } else if (before != null) {
            entry.put(WAS, Recreation.of(new KubernetesObject(before)));
        } else if (after != null) {
            entry.put(BECAME, identified(change, after));
        }
        return entry;
    }

    private static Map<String, Object> identified(TargetChange change, Map<String, Object> part) {
        var identified = new LinkedHashMap<String, Object>();
        identified.put("apiVersion", change.target().apiVersion());
        identified.put("kind", change.target().kind());
        identified.putAll(part);
        var metadata = TreeDifference.mapAt(identified, "metadata");
        metadata.put("name", change.target().name());
        var namespace = change.target().namespace();
        if (namespace != null) {
            metadata.put("namespace", namespace);
        }
        return identified;
    }

    private record Recreate(Kubernetes kubernetes, ObjectRef ref, KubernetesObject was) implements ObjectStep {

        @Override
        public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            if (live != null) {
                throw new ToolFailed(
                        ErrorCode.PRECONDITION_FAILED,
                        ref + " exists again"
                                + FieldManagers.creator(live.content())
                                        .map(written -> ", made by " + written.manager())
                                        .orElse(""),
                        "look at it; delete it first if it is not wanted");
            }
            return kubernetes.create(ref.type(), was, ObjectStep.options(dryRun));
        }
    }

    private record Remove(Kubernetes kubernetes, ObjectRef ref, Map<String, Object> became) implements ObjectStep {

        @Override
        public @Nullable KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
            if (live == null) {
                return null;
            }
            var departure = Created.departure(became, live.content());
            if (departure != null) {
                throw new ToolFailed(
                        ErrorCode.PRECONDITION_FAILED,
                        ref + " has moved on since it was made: " + departure + " was written"
                                + FieldManagers.lastWriter(live.content(), List.of(departure))
                                        .map(written -> " by " + written.manager())
                                        .orElse(""),
                        "look at it; delete it with k8s_delete if it is not wanted");
            }
            kubernetes.delete(ref, live.uid(), live.resourceVersion(), "Background", ObjectStep.options(dryRun));
            return null;
        }
    }
}
