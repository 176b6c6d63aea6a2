package io.lexiops.server.change;

import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes back what a write has made before it failed, if it is to be made as a whole or not at all. */
final class TakingBack {

    private final WriteTools tools;
    private final LiveCheck live;
    private final Redactor redactor;

    TakingBack(WriteTools tools, LiveCheck live, Redactor redactor) {
        this.tools = tools;
        this.live = live;
        this.redactor = redactor;
    }

    /**
     * Takes it back under the permission of the write itself.
     *
     * @param why the write failed; redacted
     * @return how the change has ended; empty if what was made stays
     */
    Optional<Outcome> takeBack(WriteCall call, Judged judged, ToolFailed why, Duration took) {
        var changes = judged.preview().changes();
        var made = changes.stream().map(this::ifMade).toList();
        var inverse = judged.write().wayBack(made);
        if (inverse == null) {
            return Optional.empty();
        }
        var problem = run(inverse, call);
        var objects = objects(changes, made, why, problem == null);
        boolean clean = problem == null && !objects.containsValue("unclear");
        return Optional.of(new Outcome(
                clean ? ChangeState.FAILED : ChangeState.UNKNOWN,
                new Convergence(false, List.of()),
                List.of(),
                why.code(),
                why.getMessage() + "; " + words(objects)
                        + (problem == null ? "" : "; it could not be taken back: " + redactor.text(problem)),
                clean ? why.remedy() : "look at the objects; change_undo takes back what was made",
                redactor.object(Map.of("objects", objects)),
                took));
    }

    private TargetChange ifMade(TargetChange change) {
        boolean made = change.operation() != Operation.NONE
                && live.look(List.of(change)).allMade();
        return made ? change : new TargetChange(change.target(), Operation.NONE, change.before(), change.before());
    }

    /** Null if it went well, else why it did not. */
    private @Nullable String run(Inverse inverse, WriteCall call) {
        try {
            var back = tools.plan(inverse.tool(), inverse.arguments(), call.caller());
            back.execute(back.preview());
            return null;
        } catch (ToolFailed e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Map<String, String> objects(
            List<TargetChange> changes, List<TargetChange> made, ToolFailed why, boolean takenBack) {
        var failed = String.valueOf(why.toResult().structured().get("failed"));
        var objects = new LinkedHashMap<String, String>();
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            var name = Judge.named(change.target());
            if (change.operation() == Operation.NONE) {
                objects.put(name, "unchanged");
            } else if (made.get(i).operation() != Operation.NONE) {
                objects.put(name, takenBack ? "taken back" : "made");
            } else if (name.equals(failed)) {
                objects.put(name, "failed");
            } else {
                objects.put(name, live.look(List.of(change)).nothingMade() ? "not made" : "unclear");
            }
        }
        return objects;
    }

    private static String words(Map<String, String> objects) {
        return String.join(
                ", ",
                objects.entrySet().stream()
                        .map(object -> object.getKey() + ": " + object.getValue())
                        .toList());
    }
}
