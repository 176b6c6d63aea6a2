package io.lexiops.server.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write would do, found out without doing it.
 *
 * @param changes  one for each object; all {@code NONE} means that nothing is to be done
 * @param owner    who manages the objects; null if nobody does
 * @param inverse  null if the write cannot be undone
 * @param warnings what the backend said about it
 * @param replaced pods that are deleted after the write, so that their controller makes them anew; they are no targets:
 *                 taking the write back does not bring them back
 */
public record WritePreview(
        List<TargetChange> changes,
        @Nullable Owner owner,
        @Nullable Inverse inverse,
        List<String> warnings,
        List<TargetRef> replaced) {

    public WritePreview {
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
        replaced = List.copyOf(replaced);
    }

    /** Of a write that replaces no pods. */
    public WritePreview(
            List<TargetChange> changes, @Nullable Owner owner, @Nullable Inverse inverse, List<String> warnings) {
        this(changes, owner, inverse, warnings, List.of());
    }

    public boolean changesNothing() {
        return changes.stream().allMatch(change -> change.operation() == TargetChange.Operation.NONE);
    }
}
