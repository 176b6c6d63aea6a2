package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Convergence;
import io.lexiops.server.change.FieldManagers;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.Owner;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write to one or more objects. What was seen in the preview is the precondition: a change by somebody else in between is
 * refused, a mere report of a controller is not.
 */
final class ObjectWrite implements PlannedWrite {

    private static final int TRIES = 5;

    private final WriteCluster cluster;
    private final List<? extends ObjectStep> steps;
    private final Words words;
    private final WaitingPods waitingPods;

    ObjectWrite(WriteCluster cluster, List<? extends ObjectStep> steps, Words words) {
        this.cluster = cluster;
        this.steps = List.copyOf(steps);
        this.words = words;
        this.waitingPods = new WaitingPods(cluster.kubernetes());
    }

    ObjectWrite(WriteCluster cluster, ObjectStep step, Words words) {
        this(cluster, List.of(step), words);
    }

    /** What a tool says about its write beside the objects. */
    interface Words {

        /** The way back; by default the objects are put back as they were. */
        default @Nullable Inverse inverse(List<TargetChange> changes) {
            return RestoreTool.inverse(changes);
        }

        /** Whether what was made is taken back if the rest fails. */
        default boolean allOrNothing() {
            return false;
        }

        /** What the caller should know about a change. */
        default List<String> warnings(TargetChange change) {
            return List.of();
        }
    }

    @Override
    public WritePreview preview() {
        var changes = new ArrayList<TargetChange>();
        for (var step : steps) {
            var tried = tried(step);
            changes.add(change(step.ref(), tried.live(), tried.after()));
        }
        var warnings = new ArrayList<String>();
        @Nullable Owner owner = null;
        for (var change : changes) {
            if (change.operation() != Operation.NONE) {
                owner = owner == null ? cluster.owners().of(change, warnings) : owner;
            }
            warnings.addAll(words.warnings(change));
        }
        var replaced = changes.stream()
                .flatMap(change -> waitingPods.before(change).stream())
                .toList();
        boolean nothing = changes.stream().allMatch(change -> change.operation() == Operation.NONE);
        return new WritePreview(changes, owner, nothing ? null : words.inverse(changes), warnings, replaced);
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        var written = new ArrayList<TargetRef>();
        for (int i = 0; i < steps.size(); i++) {
            var change = preview.changes().get(i);
            try {
                written.add(change.operation() == Operation.NONE ? change.target() : run(steps.get(i), change));
            } catch (ToolFailed e) {
                throw i == 0 ? e : partly(preview, i, e);
            }
        }
        return written;
    }

    @Override
    public @Nullable Inverse wayBack(List<TargetChange> made) {
        return words.allOrNothing() ? words.inverse(made) : null;
    }

    @Override
    public void followUp(WritePreview preview) {
        preview.replaced().forEach(waitingPods::replace);
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        var missing = new ArrayList<String>();
        for (int i = 0; i < steps.size(); i++) {
            var change = preview.changes().get(i);
            if (change.operation() == Operation.NONE) {
                continue;
            }
            var live = cluster.kubernetes().find(steps.get(i).ref()).orElse(null);
            missing.addAll(
                    change.operation() == Operation.DELETE
                            ? cluster.readiness().gone(live, change.target().uid())
                            : there(written.get(i), live));
        }
        return new Convergence(missing.isEmpty(), missing);
    }

    private List<String> there(TargetRef written, @Nullable KubernetesObject live) {
        // Of an object that was found made after an interruption nobody knows the uid.
        if (live == null || (written.uid() != null && !live.uid().equals(written.uid()))) {
            return List.of(written.kind() + "/" + written.name() + ": somebody has deleted it since");
        }
        return cluster.readiness().missing(live);
    }

    private Attempt tried(ObjectStep step) {
        try {
            return attempt(step, true, _ -> {});
        } catch (ToolFailed e) {
            throw named(step, e);
        }
    }

    /** Of several objects the API server names the one that it refuses not always, and of a missing namespace never. */
    private ToolFailed named(ObjectStep step, ToolFailed e) {
        var ref = step.ref();
        var message = String.valueOf(e.getMessage());
        var namespace = ref.namespace();
        var which = steps.size() == 1 ? "" : " (object " + (steps.indexOf(step) + 1) + " of " + steps.size() + ")";
        if (namespace != null
                && e.code() == ErrorCode.NOT_FOUND
                && message.contains("namespaces \"" + namespace + "\" not found")) {
            return MissingObject.namespaceOf(cluster.kubernetes(), ref, which, e);
        }
        return steps.size() == 1 || message.contains(ref.name())
                ? e
                : new ToolFailed(
                        e.code(),
                        ref + which + ": " + message,
                        e.remedy(),
                        e.toResult().structured(),
                        e);
    }

    private TargetRef run(ObjectStep step, TargetChange change) {
        return target(
                step.ref(), attempt(step, false, live -> unmoved(change, live)).after());
    }

    /** A step that was done: what was there before it, and after. */
    private record Attempt(
            @Nullable KubernetesObject live, @Nullable KubernetesObject after) {}

    /** Does a step on the object as it is now; once more if a controller has reported something in this instant. */
    private Attempt attempt(ObjectStep step, boolean dryRun, Consumer<@Nullable KubernetesObject> check) {
        for (int attempt = 1; ; attempt++) {
            var live = cluster.kubernetes().find(step.ref()).orElse(null);
            check.accept(live);
            try {
                return new Attempt(live, step.run(live, dryRun));
            } catch (ToolFailed e) {
                var now = e.code() == ErrorCode.CONFLICT
                        ? cluster.kubernetes().find(step.ref()).orElse(null)
                        : live;
                if (attempt == TRIES || version(now).equals(version(live))) {
                    throw e;
                }
            }
        }
    }

    private static void unmoved(TargetChange change, @Nullable KubernetesObject live) {
        var before = change.before();
        var now = live == null ? null : live.content();
        if (TreeDifference.same(before, now)) {
            return;
        }
        var name = change.target().kind() + "/" + change.target().name();
        if (live == null || before == null) {
            throw failed(name
                    + (live == null ? " is gone since the preview" : " has been made since the preview")
                    + (live == null ? "" : by(FieldManagers.creator(live.content()))));
        }
        var where = TreeDifference.paths(before, live.content()).stream()
                .map(path -> String.join(".", path))
                .limit(5)
                .toList();
        throw failed(name + " was changed since the preview at " + String.join(", ", where)
                + by(FieldManagers.lastWriter(before, live.content())));
    }

    private static String by(Optional<FieldManagers.Written> writer) {
        return writer.map(written -> " by " + written.manager()).orElse("");
    }

    private static ToolFailed failed(String message) {
        return new ToolFailed(ErrorCode.PRECONDITION_FAILED, message, "look at it and ask again");
    }

    private static ToolFailed partly(WritePreview preview, int done, ToolFailed cause) {
        var target = preview.changes().get(done).target();
        var failed =
                target.kind() + "/" + target.name() + (target.namespace() == null ? "" : " in " + target.namespace());
        var names = preview.changes().subList(0, done).stream()
                .filter(change -> change.operation() != Operation.NONE)
                .map(change -> change.target().kind() + "/" + change.target().name())
                .toList();
        return names.isEmpty()
                ? cause
                : new ToolFailed(
                        cause.code(),
                        cause.getMessage() + "; done before that: " + String.join(", ", names),
                        cause.remedy(),
                        Map.of("done", names, "failed", failed),
                        cause);
    }

    private static TargetChange change(
            ObjectRef ref, @Nullable KubernetesObject live, @Nullable KubernetesObject after) {
        var before = live == null ? null : live.content();
        var then = after == null ? null : after.content();
        var operation = TreeDifference.same(before, then)
                ? Operation.NONE
                : before == null ? Operation.CREATE : then == null ? Operation.DELETE : Operation.UPDATE;
        return new TargetChange(target(ref, live), operation, before, then);
    }

    static TargetRef target(ObjectRef ref, @Nullable KubernetesObject live) {
        return new TargetRef(
                ref.type().apiVersion(),
                ref.type().kind(),
                ref.namespace(),
                ref.name(),
                live == null ? null : live.uid(),
                live == null ? TargetRef.ABSENT : live.resourceVersion());
    }

    private static String version(@Nullable KubernetesObject object) {
        return object == null ? TargetRef.ABSENT : object.resourceVersion();
    }
}
