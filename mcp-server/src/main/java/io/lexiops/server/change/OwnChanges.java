package io.lexiops.server.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this server has changed itself, for whoever tells what became of an object: the ledger knows who asked for it. */
public interface OwnChanges {

    /** What was written in a namespace in this time, oldest first. */
    List<OwnChange> written(String context, String namespace, Instant since, Instant until);

    /**
     * A change of one object.
     *
     * @param from   the backend was asked then
     * @param until  it had answered by then; null if that is not known
     * @param fields the paths that it changed, and what was there afterwards; redacted
     */
    record OwnChange(
            String id,
            String caller,
            String tool,
            Instant from,
            @Nullable Instant until,
            String kind,
            String name,
            Map<String, String> fields) {}
}
