package io.lexiops.server.change;

import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out from the live objects whether a write was made. */
final class LiveCheck {

    private final LiveObjects live;
    private final SeenVersions versions;

    LiveCheck(LiveObjects live, SeenVersions versions) {
        this.live = live;
        this.versions = versions;
    }

    /**
     * What the objects look like, by name.
     *
     * @param unclear objects that are neither as before nor as they should be, or cannot be read, and why
     */
    record Found(List<String> made, List<String> notMade, List<String> unclear) {

        boolean allMade() {
            return notMade.isEmpty() && unclear.isEmpty();
        }

        boolean nothingMade() {
            return made.isEmpty() && unclear.isEmpty();
        }

        /** What became of each object, by its name. */
        Map<String, Object> toJson() {
            var objects = new LinkedHashMap<String, String>();
            made.forEach(name -> objects.put(name, "made"));
            notMade.forEach(name -> objects.put(name, "not made"));
            unclear.forEach(what -> objects.put(what, "unclear"));
            return Map.of("objects", objects);
        }

        String words() {
            var parts = new ArrayList<String>();
            if (!made.isEmpty()) {
                parts.add("made: " + String.join(", ", made));
            }
            if (!notMade.isEmpty()) {
                parts.add("not made: " + String.join(", ", notMade));
            }
            if (!unclear.isEmpty()) {
                parts.add("unclear: " + String.join(", ", unclear));
            }
            return String.join("; ", parts);
        }
    }

    Found look(List<TargetChange> changes) {
        var found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var change : changes) {
            var name = Judge.named(change.target());
            try {
                var object = live.find(change.target());
                if (change.operation() == Operation.EXECUTE) {
                    found.unclear().add("whether the program ran in " + name + " cannot be seen");
                } else if (made(change, object)) {
                    found.made().add(name);
                } else if (untouched(change, object)) {
                    found.notMade().add(name);
                } else {
                    found.unclear().add(name + " is neither as before nor as it should be");
                }
            } catch (ToolFailed e) {
                found.unclear().add(name + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    /** The targets as they are now; one that cannot be read stays as it was told. */
    List<TargetRef> now(List<TargetRef> targets) {
        return targets.stream().map(this::now).toList();
    }

    private TargetRef now(TargetRef target) {
        try {
            return live.find(target)
                    .map(object -> Json.part(object.get("metadata")))
                    .filter(metadata -> metadata.get("uid") instanceof String)
                    .map(metadata -> new TargetRef(
                            target.apiVersion(),
                            target.kind(),
                            target.namespace(),
                            target.name(),
                            String.valueOf(metadata.get("uid")),
                            String.valueOf(metadata.get("resourceVersion"))))
                    .orElse(target);
        } catch (ToolFailed _) {
            return target;
        }
    }

    /** A digest of what is there now, for each object that can be read. */
    Map<TargetRef, String> left(List<TargetChange> changes) {
        var left = new LinkedHashMap<TargetRef, String>();
        for (var change : changes) {
            if (change.operation() == Operation.EVICT || change.operation() == Operation.EXECUTE) {
                continue;
            }
            try {
                left.put(
                        change.target(),
                        versions.digest(live.find(change.target())
                                .filter(now -> !goesWith(change, now))
                                .orElse(null)));
            } catch (ToolFailed _) {
                // An object of a cluster that only Argo CD reaches: nobody can tell later whether it has moved.
                left.remove(change.target());
            }
        }
        return left;
    }

    private static boolean made(TargetChange change, Optional<Map<String, Object>> object) {
        return switch (change.operation()) {
            case CREATE -> object.isPresent();
            case DELETE, EVICT ->
                object.map(now -> isOther(change, now) || isGoing(now)).orElse(true);
            case UPDATE ->
                object.filter(now -> agrees(change, now, change.after())).isPresent();
            case NONE -> true;
            case EXECUTE -> false;
        };
    }

    private static boolean untouched(TargetChange change, Optional<Map<String, Object>> object) {
        return switch (change.operation()) {
            case CREATE, DELETE, EVICT, NONE -> true;
            case EXECUTE -> false;
            case UPDATE ->
                object.filter(now -> agrees(change, now, change.before())).isPresent();
        };
    }

    /** Whether the fields that the write changes are in the object as in the state. */
    private static boolean agrees(TargetChange change, Map<String, Object> now, @Nullable Map<String, Object> state) {
        var differing = Diff.between(now, state).stream().map(FieldChange::path).collect(Collectors.toSet());
        return change.operation() == Operation.UPDATE
                && Diff.between(change.before(), change.after()).stream()
                        .map(FieldChange::path)
                        .noneMatch(path ->
                                differing.stream().anyMatch(other -> path.startsWith(other) || other.startsWith(path)));
    }

    private static boolean isOther(TargetChange change, Map<String, Object> now) {
        var uid = change.target().uid();
        return uid != null && !uid.equals(Json.part(now.get("metadata")).get("uid"));
    }

    /** What a deletion leaves is nothing, though it takes a pod or a finalizer a while to go. */
    private static boolean goesWith(TargetChange change, Map<String, Object> now) {
        return change.operation() == Operation.DELETE && !isOther(change, now) && isGoing(now);
    }

    static boolean isGoing(Map<String, Object> now) {
        return Json.part(now.get("metadata")).get("deletionTimestamp") != null;
    }
}
