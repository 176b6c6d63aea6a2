package io.lexiops.server.change;

import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.required;

/** Takes a change back, through the same pipeline. */
final class UndoTool implements WriteTool {

    private final Ledger ledger;
    private final WriteTools tools;
    private final ChangeHome home;
    private final LiveObjects live;
    private final SeenVersions versions;

    UndoTool(Ledger ledger, WriteTools tools, ChangeHome home, LiveObjects live, SeenVersions versions) {
        this.ledger = ledger;
        this.tools = tools;
        this.home = home;
        this.live = live;
        this.versions = versions;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "change_undo",
                "Undo a change",
                ToolEffect.CHANGE,
                "Brings back what was there before a change, and waits until it is. Refuses if somebody has changed the"
                        + " objects since, and says who. An undo can be undone.",
                List.of(required("id", Parameter.Type.STRING, "the change, for example chg-1f2e3d4c5b6a7980")),
                true,
                false);
    }

    @Override
    public Optional<ClusterContext> cluster(ToolArguments arguments) {
        var entry = entry(arguments.text("id"));
        var own = home.of(entry);
        ClusterContext.told()
                .filter(named ->
                        own.map(ClusterContext::name).filter(named::equals).isEmpty())
                .ifPresent(named -> {
                    throw new ToolFailed(
                            ErrorCode.INVALID_ARGUMENT,
                            "change " + entry.id() + " was made in context " + entry.context() + ", not in " + named,
                            "leave the argument 'context' out");
                });
        return own;
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var id = arguments.text("id");
        var entry = entry(id);
        refuseOthersNamespaces(entry, caller);
        refuseWhatIsNotInEffect(entry);
        var inverse = ledger.kept(id).preview().inverse();
        if (inverse == null) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "change " + id + " (" + entry.tool() + ") has no way back",
                    "bring the object to the state that you want");
        }
        return new UndoWrite(id, tools.plan(inverse.tool(), inverse.arguments(), caller), () -> refuseMoved(entry));
    }

    private LedgerEntry entry(String id) {
        return ledger.find(id)
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND, "there is no change " + id, "changes_list shows the changes"));
    }

    private static void refuseOthersNamespaces(LedgerEntry entry, Caller caller) {
        for (var change : entry.changes()) {
            var namespace = Json.part(change.get("target")).get("namespace");
            if (!caller.namespaces().isEmpty()
                    && !"none".equals(change.get("operation"))
                    && !caller.namespaces().contains(String.valueOf(namespace))) {
                throw new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "change " + entry.id() + " is in a namespace that is not open to " + caller.name(),
                        "ask somebody to whom it is open");
            }
        }
    }

    private static void refuseWhatIsNotInEffect(LedgerEntry entry) {
        var why = switch (entry.state()) {
            case PLANNED, STARTED -> "is not finished yet";
            case NO_CHANGE -> "has changed nothing";
            case FAILED -> "has failed and changed nothing";
            case UNDONE -> "was undone already by " + entry.undoneBy();
            case CONVERGED, APPLIED, NOT_CONVERGED, PARTIAL, UNKNOWN -> "";
        };
        if (!why.isEmpty()) {
            var undoneBy = entry.undoneBy();
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "change " + entry.id() + " " + why,
                    "there is nothing to undo",
                    undoneBy == null ? Map.of() : Map.of("undoneBy", undoneBy),
                    null);
        }
    }

    private void refuseMoved(LedgerEntry entry) {
        ledger.leftAs(entry.id()).forEach((object, left) -> {
            var now = live.find(object).orElse(null);
            var digest = versions.digest(now);
            if (!digest.equals(left)) {
                refuseWhatIsBeingUndone(entry, object);
                refuseWhatIsStillGoing(object, left, now);
                throw new ToolFailed(
                        ErrorCode.PRECONDITION_FAILED,
                        Judge.named(object) + " has moved on since change " + entry.id() + ": "
                                + who(entry, object, digest, now),
                        "undo the later change first, or bring the object to the state that you want");
            }
        });
    }

    private static void refuseWhatIsStillGoing(TargetRef object, String left, @Nullable Map<String, Object> now) {
        if (now != null && left.equals(TargetRef.ABSENT) && LiveCheck.isGoing(now)) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    Judge.named(object) + " is still being deleted; it can be made again when it is gone",
                    "k8s_wait tells when it is gone");
        }
    }

    /** An undo of this very change that was cut off, or goes on now, is no move by somebody else. */
    private void refuseWhatIsBeingUndone(LedgerEntry entry, TargetRef object) {
        ledger.later(entry.sequence(), object)
                .filter(change -> entry.id().equals(change.undoes()))
                .ifPresent(undo -> {
                    throw new ToolFailed(
                            ErrorCode.CONFLICT,
                            "change " + entry.id() + " is being undone by change " + undo.id(),
                            "repeat that call with its idempotency key, or look again with changes_list");
                });
    }

    private String who(LedgerEntry entry, TargetRef object, String digest, @Nullable Map<String, Object> now) {
        var later = ledger.later(entry.sequence(), object)
                .filter(change -> digest.equals(ledger.leftAs(change.id()).get(object)));
        if (later.isPresent()) {
            return later(later.get());
        }
        if (now == null) {
            return "somebody has deleted it";
        }
        var was = ledger.kept(entry.id()).preview().changes().stream()
                .filter(change -> isOf(change.target(), object))
                .map(TargetChange::after)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        var writer = was == null ? FieldManagers.creator(now) : FieldManagers.lastWriter(was, now);
        return writer.filter(written -> !written.manager().equals(FieldManagers.OWN))
                .map(written -> written.manager() + " has changed it at " + written.time())
                // A write of the scale is in nobody's name, and those of this server are in the ledger.
                .or(() -> ledger.later(entry.sequence(), object).map(UndoTool::later))
                .orElseGet(() -> "somebody has changed it" + where(was, now));
    }

    private static String later(LedgerEntry change) {
        return "change " + change.id() + " (" + change.tool() + ") of " + change.caller() + " was made later";
    }

    private static boolean isOf(TargetRef target, TargetRef object) {
        return target.kind().equals(object.kind())
                && target.name().equals(object.name())
                && Objects.equals(target.namespace(), object.namespace());
    }

    private static String where(@Nullable Map<String, Object> was, Map<String, Object> now) {
        var paths =
                Diff.between(was, now).stream().map(FieldChange::path).limit(3).toList();
        return was == null || paths.isEmpty() ? "" : ": " + String.join(", ", paths);
    }
}
