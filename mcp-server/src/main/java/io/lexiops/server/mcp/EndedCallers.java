package io.lexiops.server.mcp;

import io.lexiops.server.settings.ReloadableSettings;

/** Ends what callers have open whose token is not good any more. */
final class EndedCallers {

    private final SessionOwners owners;
    private final RunningCalls running;
    private final OpenStreams streams;
    private final ListChanges changes;

    EndedCallers(SessionOwners owners, RunningCalls running, OpenStreams streams, ListChanges changes) {
        this.owners = owners;
        this.running = running;
        this.streams = streams;
        this.changes = changes;
    }

    void end(ReloadableSettings before, ReloadableSettings now) {
        for (var caller : now.callersGoneSince(before)) {
            changes.endAll(caller);
            for (var session : owners.end(caller)) {
                running.cancelAll(session);
                streams.end(session);
            }
        }
    }
}
