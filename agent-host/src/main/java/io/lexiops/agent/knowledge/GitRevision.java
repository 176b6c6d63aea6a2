package io.lexiops.agent.knowledge;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One commit as the log shows it.
 *
 * @param trailers values by key, in their order
 */
public record GitRevision(
        String id,
        List<String> parents,
        String author,
        Instant at,
        String message,
        Map<String, List<String>> trailers) {

    public GitRevision {
        parents = List.copyOf(parents);
        trailers = Map.copyOf(trailers);
    }

    public String subject() {
        return message.lines().findFirst().orElse("");
    }
}
