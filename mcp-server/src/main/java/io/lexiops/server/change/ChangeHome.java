package io.lexiops.server.change;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ServedContexts;
import io.lexiops.server.tool.ToolFailed;
import java.util.Optional;

/** Finds the cluster that a change was made in: it is taken back and settled there, whichever the current one is. */
final class ChangeHome {

    private final ServedContexts contexts;

    ChangeHome(ServedContexts contexts) {
        this.contexts = contexts;
    }

    /**
     * The cluster of a change; empty for the only one, if the change is older than the note of it.
     *
     * @throws ToolFailed if the cluster is not served any more, or cannot be told
     */
    Optional<ClusterContext> of(LedgerEntry entry) {
        var name = entry.context();
        if (name == null) {
            return unnoted(entry);
        }
        if (!contexts.names().contains(name)) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_NOT_CONFIGURED,
                    "change " + entry.id() + " was made in context " + name + ", which this server does not serve",
                    "it serves " + String.join(", ", contexts.names()) + "; copilot.kubernetes.contexts adds others");
        }
        return Optional.of(new ClusterContext(name, contexts.several()));
    }

    private Optional<ClusterContext> unnoted(LedgerEntry entry) {
        var named = ClusterContext.bound();
        if (contexts.several() && named.isEmpty()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "change " + entry.id() + " is older than the note of its context",
                    "name it in the argument 'context': " + String.join(", ", contexts.names()));
        }
        return named;
    }
}
