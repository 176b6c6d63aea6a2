package io.lexiops.server.change;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to one object, as the server's dry run showed it.
 *
 * @param before the live object as a JSON tree; null if it does not exist
 * @param after  the object as it would be; null if it would be gone
 */
public record TargetChange(
        TargetRef target,
        Operation operation,
        @Nullable Map<String, Object> before,
        @Nullable Map<String, Object> after) {

    /** What happens to the object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        /** A pod goes from its node; what its controller makes in its place is another one, so undo does not touch it. */
        EVICT,
        /** A program runs in it; what that does cannot be seen beforehand, or taken back. */
        EXECUTE,
        NONE
    }
}
