package io.lexiops.agent.plan;

import io.lexiops.agent.tool.ToolOutcome;
import java.util.List;

/** A fact that planning needs cannot be read. */
final class ClusterUnreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String remedy;

    private ClusterUnreadable(String kind, String message, String remedy) {
        super(message);
        this.kind = kind;
        this.remedy = remedy;
    }

    static ClusterUnreadable of(ToolOutcome.Failed failed) {
        var kind = switch (failed.code()) {
            case "forbidden" -> "forbidden";
            case "not_found" -> "not_found";
            case "backend_not_configured" -> "no_tool";
            default -> "unavailable";
        };
        return new ClusterUnreadable(kind, failed.message(), failed.remedy());
    }

    static ClusterUnreadable of(ToolOutcome.Unanswered unanswered) {
        return new ClusterUnreadable("unavailable", "the cluster could not be read: " + unanswered.reason(), "");
    }

    Planning toPlanning() {
        return new Planning.CannotPlan(
                kind, String.valueOf(getMessage()), remedy.isBlank() ? List.of() : List.of(remedy), List.of());
    }
}
