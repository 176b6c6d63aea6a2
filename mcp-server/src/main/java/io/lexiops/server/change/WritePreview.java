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
 */
public record WritePreview(
        List<TargetChange> changes,
        @Nullable Owner owner,
        @Nullable Inverse inverse,
        List<String> warnings) {

    public WritePreview {
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
    }

    public boolean changesNothing() {
        return changes.stream().allMatch(change -> change.operation() == TargetChange.Operation.NONE);
    }
}
