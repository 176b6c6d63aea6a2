package io.lexiops.server.change;

import java.util.Map;
import java.util.Optional;

/** Objects as they are now: to settle what a crash left open, and to notice that somebody has moved an object. */
public interface LiveObjects {

    /**
     * Reads one object, whatever version the target names.
     *
     * @return the object as a JSON tree; empty if it does not exist
     * @throws io.lexiops.server.tool.ToolFailed if that cannot be found out
     */
    Optional<Map<String, Object>> find(TargetRef target);
}
