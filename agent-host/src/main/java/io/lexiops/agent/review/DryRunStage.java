package io.lexiops.agent.review;

import io.lexiops.agent.plan.Step;
import io.lexiops.agent.tool.ToolOutcome;
import io.lexiops.rules.Finding;
import io.lexiops.rules.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static io.lexiops.agent.tool.JsonTree.object;
import static io.lexiops.agent.tool.JsonTree.text;

/**
 * The server's dry run of every write. A step whose object an earlier step changes is dry-run too, for people to see, but
 * counts as deferred: what it will really find is not there yet.
 */
final class DryRunStage implements ReviewStage {

    static final String RULE = "review/dry-run";

    @Override
    public List<Finding> look(PlanInReview plan) {
        var findings = new Findings(RULE);
        var earlier = new ArrayList<Step>();
        for (var step : plan.writes()) {
            if (plan.waits(step)) {
                plan.previewed(Preview.later(step));
            } else {
                dryRun(plan, step, earlier.stream().anyMatch(before -> sameObject(before, step)), findings);
            }
            earlier.add(step);
        }
        return findings.list();
    }

    private static void dryRun(PlanInReview plan, Step step, boolean deferred, Findings findings) {
        switch (plan.server().dryRun(step.tool(), step.arguments())) {
            case ToolOutcome.Done(var words, var structured)
            when structured.containsKey("preview") -> plan.previewed(Preview.of(step, words, structured, deferred));
            case ToolOutcome.Done _ -> {
                plan.putAside(step);
                findings.add(
                        Severity.BLOCK,
                        "step %d: %s changed or showed something, but not what it would do"
                                .formatted(step.number(), step.tool()),
                        "use a tool that can be dry-run");
            }
            case ToolOutcome.Failed(var code, var message, var remedy, var structured) -> {
                if (deferred && (code.equals("not_found") || code.equals("conflict"))) {
                    plan.previewed(Preview.later(step));
                    return;
                }
                plan.putAside(step);
                if (structured.containsKey("preview")) {
                    // A blocked write is refused even as a dry run; its findings tell more than the refusal.
                    plan.previewed(Preview.of(step, message, structured, deferred));
                }
                findings.add(
                        Severity.BLOCK,
                        "step %d (%s): %s (%s)".formatted(step.number(), step.tool(), message, code),
                        remedy);
            }
            case ToolOutcome.Unanswered(var reason) -> {
                plan.putAside(step);
                findings.add(
                        Severity.BLOCK,
                        "step %d (%s) could not be previewed: %s".formatted(step.number(), step.tool(), reason),
                        "try again when the server answers");
            }
        }
    }

    private static boolean sameObject(Step one, Step other) {
        return name(one).equals(name(other))
                && Objects.equals(
                        one.arguments().get("namespace"), other.arguments().get("namespace"));
    }

    private static String name(Step step) {
        for (var key : List.of("name", "release", "application", "id")) {
            var name = text(step.arguments(), key);
            if (!name.isEmpty()) {
                // sts/db and db name the same
                return name.substring(name.indexOf('/') + 1);
            }
        }
        var manifest = object(object(step.arguments(), "manifest"), "metadata");
        return manifest.isEmpty() ? "step " + step.number() : text(manifest, "name");
    }
}
