package io.lexiops.agent.knowledge;

import java.util.List;
import java.util.Map;

/**
 * A runbook as a whole, for planning by rules.
 *
 * @param causes rule ids it answers, for example {@code core/image-tag-missing}
 * @param kinds  Kubernetes kinds it is for; empty for all
 * @param labels labels that the object must have; empty for none
 * @param steps  machine-readable steps in the packs' syntax of plan steps ({@code call, why, verify, ...}); often empty
 * @param text   the Markdown without its front matter
 */
public record Runbook(
        String path,
        String commit,
        String id,
        String title,
        List<String> causes,
        List<String> kinds,
        Map<String, String> labels,
        List<Map<String, Object>> steps,
        String text) {

    public Runbook {
        causes = List.copyOf(causes);
        kinds = List.copyOf(kinds);
        labels = Map.copyOf(labels);
        steps = List.copyOf(steps);
    }
}
